import { Service, computed, inject, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import type { WirePayload } from '@passline/contracts';
import { filter } from 'rxjs';
import { Realtime } from '../../core/realtime/realtime.ts';
import { OrdersStore } from '../orders/orders-store.ts';

export interface Cancellation {
  id: string;
  number: string;
  /** Undefined for an order that this screen did not know. */
  restaurantName: string | undefined;
  by: WirePayload<'order:cancelled'>['by'];
  /** When this screen received it. */
  at: number;
}

/**
 * Orders that were cancelled elsewhere: by the customer, by the system or on another screen. A cook may be working
 * on them, so each is shown until it is seen here.
 */
@Service({ autoProvided: false })
export class Cancellations {
  readonly #store = inject(OrdersStore);
  readonly #all = signal<readonly Cancellation[]>([]);

  /** The oldest first. One that was recalled since is none any more. */
  readonly unseen = computed(() =>
    this.#all().filter(({ id }) => (this.#store.order(id)?.status ?? 'cancelled') === 'cancelled'),
  );

  constructor() {
    inject(Realtime)
      .client.events('order:cancelled')
      .pipe(
        filter(({ payload }) => this.#concerns(payload)),
        takeUntilDestroyed(),
      )
      .subscribe(({ payload: { orderId: id, orderNumber: number, by } }) =>
        this.#all.update((all) => [
          ...all.filter((it) => it.id !== id),
          { id, number, by, restaurantName: this.#store.order(id)?.restaurantName, at: Date.now() },
        ]),
      );
  }

  /** An order that the staff rejected elsewhere was never cooked, so it is no news here. */
  #concerns({ orderId, by }: WirePayload<'order:cancelled'>): boolean {
    const order = this.#store.order(orderId);
    const isRejection = by === 'staff' && order !== undefined && !order.promise;
    return !isRejection && !this.#store.cancelledHere.has(orderId);
  }

  see(id: string): void {
    this.#all.update((all) => all.filter((it) => it.id !== id));
  }
}
