import { Service, inject } from '@angular/core';
import { Panels } from '../ui/panels.ts';

/** Opens the panel of the own second factor, which is loaded on demand. */
@Service()
export class SecondFactor {
  readonly #panels = inject(Panels);

  async ask(): Promise<void> {
    const { SecondFactorPanel } = await import('./second-factor-panel.ts');
    await this.#panels.ask(SecondFactorPanel, undefined);
  }
}
