import { Service, inject } from '@angular/core';
import { Panels } from '../ui/panels.ts';

/** The way to a password of one's own; its panel is fetched when somebody goes there. */
@Service()
export class ChangePassword {
  readonly #panels = inject(Panels);

  async ask(): Promise<void> {
    const { ChangePasswordPanel } = await import('./change-password-panel.ts');
    await this.#panels.ask(ChangePasswordPanel, undefined);
  }
}
