import { Service, inject } from '@angular/core';
import { map } from 'rxjs';
import { allPages } from '../../core/api/all-pages.ts';
import { Api } from '../../core/api/api.ts';
import { AuthSession } from '../../core/auth/auth-session.ts';

@Service()
export class CouriersApi {
  readonly #api = inject(Api);
  readonly #me = inject(AuthSession).user;

  /** Couriers on duty nearby, or with one of the restaurant's orders. */
  all() {
    return allPages((cursor) => this.#api.call('listCouriers', { query: { limit: 100, cursor } }));
  }

  /** Orders that are offered to couriers, and to whom. */
  searches() {
    return this.#api
      .call('listSearches', { params: { id: this.#me()?.restaurantId ?? '' } })
      .pipe(map(({ items }) => items));
  }
}
