import { type Signal, linkedSignal } from '@angular/core';

/** What is shown: `now`, but unchanged while `pressed`, so that nothing moves under a finger. */
export const heldWhile = <T>(pressed: Signal<boolean>, now: Signal<T>): Signal<T> =>
  linkedSignal<{ held: boolean; now: T }, T>({
    source: () => ({ held: pressed(), now: now() }),
    computation: ({ held, now }, before) => (held && before ? before.value : now),
  }).asReadonly();
