import { Service, inject, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { Session } from '../auth/session.ts';
import { Realtime } from '../live/realtime.ts';

/** How many messages of each order nobody at this screen has read. */
@Service({ autoProvided: false })
export class Unread {
  readonly #counts = signal<ReadonlyMap<string, number>>(new Map());

  constructor() {
    const me = inject(Session).user;
    inject(Realtime)
      .client.events('chat:message')
      .pipe(takeUntilDestroyed())
      .subscribe(({ payload: { orderId, from } }) => {
        if (from.id !== me()?.id)
          this.#counts.update((all) => new Map(all).set(orderId, (all.get(orderId) ?? 0) + 1));
      });
  }

  of(orderId: string): number {
    return this.#counts().get(orderId) ?? 0;
  }

  read(orderId: string): void {
    if (this.#counts().has(orderId))
      this.#counts.update((all) => new Map([...all].filter(([id]) => id !== orderId)));
  }
}
