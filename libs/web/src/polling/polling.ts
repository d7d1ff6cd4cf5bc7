import { DestroyRef, type Signal, inject, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import {
  EMPTY,
  type Observable,
  Subject,
  catchError,
  defer,
  exhaustMap,
  filter,
  finalize,
  fromEvent,
  map,
  merge,
  tap,
  timer,
} from 'rxjs';

export interface Polled<T> {
  value: Signal<T | undefined>;
  /** The error of the last request, undefined if it succeeded. `value` keeps the last good answer. */
  failure: Signal<unknown>;
  again: () => void;
}

const isVisible = () => document.visibilityState === 'visible';

/** At once, when the page becomes visible, and with `also` while it is visible. */
export const whenVisible = (also: Observable<unknown>): Observable<unknown> =>
  merge(timer(0), fromEvent(document, 'visibilitychange'), also).pipe(filter(isVisible));

/** Periodically while the page is visible, and immediately when it becomes visible or `also` emits. */
export const whileVisible = (everyMs: number, also: Observable<unknown>): Observable<unknown> =>
  whenVisible(merge(timer(everyMs, everyMs), also));

/**
 * Requests that never overlap. Those of `ticks` wait for the next tick while one is open; what `asks` during a request
 * gets one more after it, because the answer under way may be too old. `request` must not fail.
 */
export const oneAtATime = <T>(
  request: () => Observable<T>,
  asks: Observable<unknown>,
  ticks: Observable<unknown> = EMPTY,
): Observable<T> =>
  defer(() => {
    let isOpen = false;
    let isAskedAgain = false;
    const again = new Subject<void>();
    return merge(ticks, again, asks.pipe(tap(() => (isAskedAgain = isOpen)))).pipe(
      exhaustMap(() => {
        isOpen = true;
        return request().pipe(
          finalize(() => {
            isOpen = false;
            if (isAskedAgain) {
              isAskedAgain = false;
              again.next();
            }
          }),
        );
      }),
    );
  });

/** Polls while the page is visible, and immediately when it becomes visible or `also` emits. Requests never overlap. */
export function poll<T>(
  ask: () => Observable<T>,
  everyMs: number,
  also: Observable<unknown> = EMPTY,
): Polled<T> {
  const value = signal<T | undefined>(undefined);
  const failure = signal<unknown>(undefined);
  const again = new Subject<void>();
  const asks = merge(also, again).pipe(filter(isVisible));
  oneAtATime(
    () =>
      ask().pipe(
        map((answer) => {
          value.set(answer);
          failure.set(undefined);
        }),
        catchError((error: unknown) => {
          failure.set(error);
          return EMPTY;
        }),
      ),
    asks,
    whileVisible(everyMs, EMPTY),
  )
    .pipe(takeUntilDestroyed(inject(DestroyRef)))
    .subscribe();
  return { value, failure, again: () => again.next() };
}
