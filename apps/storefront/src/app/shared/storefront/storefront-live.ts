import { DestroyRef, Service, inject } from '@angular/core';
import { type AnyLiveEvent, createRealtimeClient } from '@passline/realtime-client';
import { PageSocket } from '@passline/web/realtime/page-socket.ts';
import { type Observable, distinctUntilChanged, map } from 'rxjs';

/**
 * The public facts of one restaurant as they happen, without an account. Loaded after the first paint, because the socket
 * weighs as much as the page.
 */
@Service({ autoProvided: false })
export class StorefrontLive {
  readonly #socket = inject(PageSocket);
  #restaurantId = '';
  readonly #client = createRealtimeClient({
    connect: () => this.#socket,
    token: () => this.#restaurantId,
    tokenKind: 'storefront',
    // An address may have too many visitors: until there is room again the page polls.
    backoff: { min: 1_000, max: 60_000, jitter: 0.5 },
  });

  readonly facts$: Observable<AnyLiveEvent> = this.#client.all$;
  /** Earlier facts cannot be replayed: read the storefront. Also emitted at the first connection. */
  readonly resync$: Observable<unknown> = this.#client.resync$;
  /** Whether every fact arrives. */
  readonly isConnected$: Observable<boolean> = this.#client.status$.pipe(
    map(({ state }) => state === 'connected'),
    distinctUntilChanged(),
  );

  constructor() {
    inject(DestroyRef).onDestroy(() => this.#client.stop());
  }

  follow(restaurantId: string): void {
    if (restaurantId === this.#restaurantId) return;
    this.#restaurantId = restaurantId;
    this.#client.stop();
    this.#client.start();
  }
}

/** What a page that loads this file later has to provide. */
export const liveProviders = [PageSocket, StorefrontLive];
