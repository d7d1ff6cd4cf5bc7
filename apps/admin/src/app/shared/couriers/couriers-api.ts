import { Service, inject } from '@angular/core';
import { map, of } from 'rxjs';
import { allPages } from '../../core/api/all-pages.ts';
import { Api } from '../../core/api/api.ts';
import { OwnRestaurant } from '../../core/auth/own-restaurant.ts';

@Service()
export class CouriersApi {
  readonly #api = inject(Api);
  readonly #own = inject(OwnRestaurant);

  /** Couriers on duty nearby, or with one of the restaurant's orders. */
  all() {
    return allPages((cursor) => this.#api.call('listCouriers', { query: { limit: 100, cursor } }));
  }

  /** Orders that are offered to couriers, and to whom. */
  searches() {
    const { id } = this.#own;
    // An order's map on the board of all restaurants needs none.
    if (id === undefined) return of([]);
    return this.#api.call('listSearches', { params: { id } }).pipe(map(({ items }) => items));
  }
}
