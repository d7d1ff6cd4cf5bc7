import { Service, computed, inject, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import type { Meta, WirePayload } from '@passline/contracts';
import { room } from '@passline/contracts/browser';
import { filter } from 'rxjs';
import { ChosenRestaurant } from '../../core/auth/chosen-restaurant.ts';
import { Realtime } from '../../core/realtime/realtime.ts';
import { OrdersStore } from '../orders/orders-store.ts';

export interface Cancellation {
  id: string;
  number: string;
  restaurantId: string | undefined;
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
  readonly #chosen = inject(ChosenRestaurant);
  readonly #all = signal<readonly Cancellation[]>([]);

  /**
   * The oldest first. One that was recalled since is none any more, and one of a restaurant is none after the membership
   * there has ended.
   */
  readonly unseen = computed(() =>
    this.#all().filter(
      ({ id, restaurantId }) =>
        this.#isOwn(restaurantId) && (this.#store.order(id)?.status ?? 'cancelled') === 'cancelled',
    ),
  );

  constructor() {
    inject(Realtime)
      .client.events('order:cancelled')
      .pipe(
        filter(({ payload }) => this.#concerns(payload)),
        takeUntilDestroyed(),
      )
      .subscribe(({ payload: { orderId: id, orderNumber: number, by }, meta }) => {
        // Kept here: the store has no order of a restaurant whose membership has ended.
        const { restaurantId = this.#restaurantOf(meta), restaurantName } = this.#store.order(id) ?? {};
        this.#all.update((all) => [
          ...all.filter((it) => it.id !== id),
          { id, number, by, restaurantId, restaurantName, at: Date.now() },
        ]);
      });
  }

  #isOwn(restaurantId: string | undefined): boolean {
    return restaurantId === undefined || this.#chosen.isMember(restaurantId);
  }

  /** Of an order that this screen does not know: the event came in the restaurant's stream. */
  #restaurantOf({ streams }: Meta): string | undefined {
    return this.#chosen.memberships().find(({ restaurantId }) => room.restaurant(restaurantId) in streams)
      ?.restaurantId;
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
