import { Service, inject } from '@angular/core';
import { Panels } from '../ui/panels.ts';

/** Opens the password panel, which is loaded on demand. */
@Service()
export class ChangePassword {
  readonly #panels = inject(Panels);

  async ask(): Promise<void> {
    const { ChangePasswordPanel } = await import('./change-password-panel.ts');
    await this.#panels.ask(ChangePasswordPanel, undefined);
  }
}
