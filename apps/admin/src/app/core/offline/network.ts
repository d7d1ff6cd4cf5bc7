import { DestroyRef, Service, inject, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { fromEvent, map, merge } from 'rxjs';

/** When the device went offline, or when the page was opened if it was offline already. Undefined while online. */
@Service()
export class Network {
  readonly #lostAt = signal<Date | undefined>(navigator.onLine ? undefined : new Date());
  readonly lostAt = this.#lostAt.asReadonly();

  constructor() {
    merge(
      fromEvent(window, 'online').pipe(map(() => undefined)),
      fromEvent(window, 'offline').pipe(map(() => new Date())),
    )
      .pipe(takeUntilDestroyed(inject(DestroyRef)))
      .subscribe((lostAt) => this.#lostAt.set(lostAt));
  }
}
