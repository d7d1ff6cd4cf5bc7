import { DestroyRef, Service, computed, inject } from '@angular/core';
import type { Order } from '@passline/contracts';
import { Realtime } from '../../core/realtime/realtime.ts';
import { OrdersStore } from '../../shared/orders/orders-store.ts';
import { RestaurantScopes } from '../../shared/restaurant/restaurant-scopes.ts';
import { type OfflineBoard, OfflineSnapshot } from '../../core/offline/offline-snapshot.ts';

const every = 10_000;

/** Stores the current board periodically while the browser is idle, for offline reading. */
@Service({ autoProvided: false })
export class OfflineSnapshotWriter {
  readonly #store = inject(OrdersStore);
  readonly #restaurants = inject(RestaurantScopes);
  readonly #line = inject(Realtime);
  readonly #board = inject(OfflineSnapshot);
  #kept: Omit<OfflineBoard, 'asOf'> | undefined;

  /** Of all, not only of the chosen one: another may be chosen when the snapshot is read. */
  readonly #facts = computed<OfflineBoard['restaurants']>(
    () =>
      Object.fromEntries(
        this.#restaurants.offered().flatMap(({ id, store }) => {
          const { name, timeZone } = store.restaurant() ?? {};
          return name === undefined ? [] : [[id, { name, timeZone }]];
        }),
      ),
    { equal: (a, b) => JSON.stringify(a) === JSON.stringify(b) },
  );

  constructor() {
    const beat = setInterval(() => whenIdle(() => this.#keep()), every);
    const leaving = () => {
      if (document.visibilityState === 'hidden') this.#keep();
    };
    document.addEventListener('visibilitychange', leaving);
    inject(DestroyRef).onDestroy(() => {
      clearInterval(beat);
      document.removeEventListener('visibilitychange', leaving);
    });
  }

  #keep(): void {
    const { currentAsOf, stale } = this.#line.freshness();
    if (!this.#store.loaded() || stale || !currentAsOf) return;
    const now = { restaurants: this.#facts(), orders: this.#store.open() };
    const isKept = this.#kept?.orders === now.orders && this.#kept.restaurants === now.restaurants;
    this.#kept = now;
    const board = isKept ? undefined : { ...now, orders: now.orders.map(withoutPhone) };
    // The disk may be full. The live board does not depend on it; the next run tries again.
    this.#board.keep(currentAsOf.getTime(), board).catch(() => {
      this.#kept = undefined;
    });
  }
}

/** The snapshot may outlive the order, and with it the reason to know the customer's number. */
const withoutPhone = ({ customerPhone, ...order }: Order): Order => order;

const whenIdle = (work: () => void): void => {
  if ('requestIdleCallback' in globalThis) requestIdleCallback(work, { timeout: 2_000 });
  else work();
};
