import { DestroyRef, Service, inject } from '@angular/core';
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
  #kept: unknown;

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
    const orders = this.#store.open();
    const before = this.#kept;
    const board = before === orders ? undefined : { ...this.#facts(), orders: orders.map(withoutPhone) };
    this.#kept = orders;
    // The disk may be full. The live board does not depend on it; the next run tries again.
    this.#board.keep(currentAsOf.getTime(), board).catch(() => {
      this.#kept = undefined;
    });
  }

  #facts(): Pick<OfflineBoard, 'restaurantName' | 'names' | 'timeZone'> {
    const offered = this.#restaurants.offered();
    const shown = this.#restaurants.shown();
    const { name: restaurantName = '', timeZone } =
      (shown.length === 1 ? shown[0]?.store.restaurant() : undefined) ?? {};
    const names = Object.fromEntries(offered.flatMap(({ id, name }) => (name ? [[id, name]] : [])));
    return { restaurantName, ...(offered.length > 1 && { names }), ...(timeZone && { timeZone }) };
  }
}

/** The snapshot may outlive the order, and with it the reason to know the customer's number. */
const withoutPhone = ({ customerPhone, ...order }: Order): Order => order;

const whenIdle = (work: () => void): void => {
  if ('requestIdleCallback' in globalThis) requestIdleCallback(work, { timeout: 2_000 });
  else work();
};
