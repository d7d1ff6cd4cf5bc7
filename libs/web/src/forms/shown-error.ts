import { DOCUMENT, Service, type Signal, inject, linkedSignal, signal } from '@angular/core';
import type { FieldTree } from '@angular/forms/signals';

/** Whether a button of the mouse, a finger or a pen is down. */
@Service()
class Press {
  readonly isDown = signal(false);

  constructor() {
    const document = inject(DOCUMENT);
    const set = (isDown: boolean) => () => this.isDown.set(isDown);
    document.addEventListener('pointerdown', set(true), true);
    for (const end of ['pointerup', 'pointercancel']) document.addEventListener(end, set(false), true);
  }
}

/**
 * The error of a field that was touched. A press elsewhere touches it, and an error moves what is below it: it waits until
 * the press has ended, which would miss its button otherwise.
 */
export function shownError(field: () => FieldTree<string>): Signal<string | undefined> {
  const { isDown } = inject(Press);
  return linkedSignal<{ error: string | undefined; isDown: boolean }, string | undefined>({
    source: () => {
      const state = field()();
      return { error: state.touched() ? state.errors()[0]?.message : undefined, isDown: isDown() };
    },
    computation: ({ error, isDown }, before) => (isDown ? before?.value : error),
  }).asReadonly();
}
