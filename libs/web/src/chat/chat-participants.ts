import { Service, type Signal, inject, signal } from '@angular/core';
import { takeUntilDestroyed, toObservable } from '@angular/core/rxjs-interop';
import type { ChatPresence } from '@passline/contracts';
import { catchError, distinctUntilChanged, filter, from, map, merge, of, startWith, switchMap } from 'rxjs';
import { ChatConnection } from './chat-connection.ts';

/** Who else takes part in a conversation, and whether they are there. Empty while that is not known. */
@Service({ autoProvided: false })
export class ChatParticipants {
  readonly #client = inject(ChatConnection).client;
  readonly #sides = signal<readonly ChatPresence[]>([]);
  readonly sides = this.#sides.asReadonly();

  /** Call in an injection context. Asks again after each connection and when another courier brings the order. */
  follow(orderId: Signal<string>): void {
    const isOurs = (it: { orderId: string }) => it.orderId === orderId();
    const connected = this.#client.status$.pipe(
      map(({ state }) => state === 'connected'),
      distinctUntilChanged(),
    );
    const reassigned = merge(
      this.#client.events('order:rider_assigned'),
      this.#client.events('order:driver_named'),
    ).pipe(filter(({ payload }) => isOurs(payload)));
    toObservable(orderId)
      .pipe(
        switchMap((id) =>
          connected.pipe(
            switchMap((isConnected) => {
              if (!isConnected) return of([]);
              return reassigned.pipe(
                startWith(undefined),
                switchMap(() => from(this.#client.send('chat:presence', { orderId: id }))),
                map(({ sides }) => sides),
                // The conversation is closed, or the connection ended again.
                catchError(() => of([])),
              );
            }),
          ),
        ),
        takeUntilDestroyed(),
      )
      .subscribe((sides) => this.#sides.set(sides));
    this.#client
      .volatile('chat:presence')
      .pipe(
        filter((it) => isOurs(it)),
        takeUntilDestroyed(),
      )
      .subscribe(({ side, online, lastSeenAt }) =>
        this.#sides.update((all) => all.map((it) => (it.side === side ? { side, online, lastSeenAt } : it))),
      );
  }
}
