import { Service, inject } from '@angular/core';
import { map, of } from 'rxjs';
import { allPages } from '../../core/api/all-pages.ts';
import { Api } from '../../core/api/api.ts';
import { OwnRestaurant } from '../../core/auth/own-restaurant.ts';

/** Of one restaurant. For a board of all restaurants there are none: each order has those of its own. */
@Service({ autoProvided: false })
export class CouriersApi {
  readonly #api = inject(Api);
  readonly #own = inject(OwnRestaurant);

  /** Couriers on duty nearby, or with one of the restaurant's orders. */
  all() {
    const { id: restaurantId } = this.#own;
    // Without it the server would list those of the account's first restaurant.
    if (restaurantId === undefined) return of([]);
    return allPages((cursor) =>
      this.#api.call('listCouriers', { query: { limit: 100, cursor, restaurantId } }),
    );
  }

  /** Orders that are offered to couriers, and to whom. */
  searches() {
    const { id } = this.#own;
    if (id === undefined) return of([]);
    return this.#api.call('listSearches', { params: { id } }).pipe(map(({ items }) => items));
  }
}
