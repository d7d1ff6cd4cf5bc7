import { Service, computed, inject } from '@angular/core';
import { isFinal } from '@passline/contracts/browser';
import { OwnRestaurant } from '../../core/auth/own-restaurant.ts';
import { OrdersStore } from './orders-store.ts';

/** The orders of the chosen restaurant; of all of the account's while all are chosen. What rings is asked of `OrdersStore`. */
@Service({ autoProvided: false })
export class ShownOrders {
  readonly #store = inject(OrdersStore);
  readonly #own = inject(OwnRestaurant);

  readonly all = computed(() => {
    const { id } = this.#own;
    const all = this.#store.all();
    return id === undefined ? all : all.filter(({ restaurantId }) => restaurantId === id);
  });
  readonly open = computed(() => this.all().filter(({ status }) => !isFinal(status)));
}
