import { Service, inject, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { confirmDelivery } from '@passline/web/chat/confirm-delivery.ts';
import { EMPTY, auditTime, catchError, filter, map, merge, switchMap } from 'rxjs';
import { Api } from '../../../core/api/api.ts';
import { AuthSession } from '../../../core/auth/auth-session.ts';
import { Realtime } from '../../../core/realtime/realtime.ts';

/** One request for all messages and read marks of a moment. */
const gatherMs = 300;

/**
 * Unread messages per open order. Events only trigger a reload, so that reloads, other screens and replays
 * all agree with the server.
 */
@Service({ autoProvided: false })
export class UnreadMessages {
  readonly #counts = signal<ReadonlyMap<string, number>>(new Map());

  constructor() {
    const api = inject(Api);
    const me = inject(AuthSession).user;
    const { client } = inject(Realtime);
    confirmDelivery(client, 'staff');
    const spoken = client.events('chat:message').pipe(filter(({ payload }) => payload.from.id !== me()?.id));
    const read = client.events('chat:read').pipe(filter(({ payload }) => payload.userId === me()?.id));
    const back = client.status$.pipe(filter(({ state }) => state === 'connected'));
    merge(spoken, read, back)
      .pipe(
        auditTime(gatherMs),
        // A failed reload keeps the numbers; the next connection reloads them.
        switchMap(() => api.call('listUnread').pipe(catchError(() => EMPTY))),
        map(({ items }) => new Map(items.map(({ orderId, unreadCount }) => [orderId, unreadCount]))),
        takeUntilDestroyed(),
      )
      .subscribe((counts) => this.#counts.set(counts));
  }

  of(orderId: string): number {
    return this.#counts().get(orderId) ?? 0;
  }

  read(orderId: string): void {
    if (this.#counts().has(orderId))
      this.#counts.update((all) => new Map([...all].filter(([id]) => id !== orderId)));
  }
}
