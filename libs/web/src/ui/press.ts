import { DOCUMENT, Service, inject, signal } from '@angular/core';

/** Whether a button of the mouse, a finger or a pen is down. */
@Service()
export class Press {
  readonly #isDown = signal(false);
  readonly isDown = this.#isDown.asReadonly();

  constructor() {
    const document = inject(DOCUMENT);
    const set = (isDown: boolean) => () => this.#isDown.set(isDown);
    document.addEventListener('pointerdown', set(true), true);
    for (const end of ['pointerup', 'pointercancel']) document.addEventListener(end, set(false), true);
  }
}
