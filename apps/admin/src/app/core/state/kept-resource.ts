import { DOCUMENT, type Signal, type WritableSignal, computed, inject, linkedSignal } from '@angular/core';
import { rxResource, takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { type Observable, filter, fromEvent } from 'rxjs';

interface KeptResource<T> {
  /** The last answer: also while it is loaded again, and after a failure. */
  value: WritableSignal<T | undefined>;
  /** Why there is no value. */
  failure: Signal<unknown>;
  reload(): void;
}

/** What the server answers, loaded again whenever the page becomes visible. */
export function keptResource<T>(stream: () => Observable<T>): KeptResource<T> {
  const document = inject(DOCUMENT);
  const found = rxResource({ stream });
  const value = linkedSignal<T | undefined, T | undefined>({
    source: () => (found.hasValue() ? found.value() : undefined),
    computation: (now, before) => now ?? before?.value,
  });
  fromEvent(document, 'visibilitychange')
    .pipe(
      filter(() => document.visibilityState === 'visible'),
      takeUntilDestroyed(),
    )
    .subscribe(() => found.reload());
  return {
    value,
    failure: computed(() => (value() === undefined ? found.error() : undefined)),
    reload: () => void found.reload(),
  };
}
