import { DestroyRef, DOCUMENT, type Signal, effect, inject } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { fromEvent } from 'rxjs';

/** Keeps the screen on while it is wanted. The browser releases the lock with the page, so it is taken again with it. */
export function keepScreenOn(wanted: Signal<boolean>): void {
  const page = inject(DOCUMENT);
  let lock: WakeLockSentinel | undefined;
  const settle = async () => {
    if (!wanted()) {
      await lock?.release();
      lock = undefined;
    } else if (page.visibilityState === 'visible' && (!lock || lock.released))
      // Refused on a low battery, or unsupported: the delivery goes on without it.
      lock = await (navigator as Partial<Navigator>).wakeLock?.request('screen').catch(() => undefined);
  };
  effect(() => {
    wanted();
    void settle();
  });
  fromEvent(page, 'visibilitychange')
    .pipe(takeUntilDestroyed())
    .subscribe(() => void settle());
  inject(DestroyRef).onDestroy(() => void lock?.release());
}
