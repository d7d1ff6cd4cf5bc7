import { HttpClient } from '@angular/common/http';
import { Service, inject } from '@angular/core';
import type { Courier, CourierSearch, Page } from '@passline/contracts';
import { EMPTY, type Observable, expand, map, reduce } from 'rxjs';
import { AuthSession, api } from '../../core/auth/auth-session.ts';

@Service()
export class CouriersApi {
  readonly #http = inject(HttpClient);
  readonly #session = inject(AuthSession);

  /** Couriers on duty nearby, or with one of the restaurant's orders. */
  all(): Observable<Courier[]> {
    return this.#page().pipe(
      expand(({ nextCursor }) => (nextCursor ? this.#page(nextCursor) : EMPTY)),
      reduce<Page<Courier>, Courier[]>((all, { items }) => [...all, ...items], []),
    );
  }

  /** Orders that are offered to couriers, and to whom. */
  searches(): Observable<CourierSearch[]> {
    return this.#http
      .get<Page<CourierSearch>>(`${api}/restaurants/${this.#session.user()?.restaurantId ?? ''}/searches`)
      .pipe(map(({ items }) => items));
  }

  #page(cursor?: string): Observable<Page<Courier>> {
    return this.#http.get<Page<Courier>>(`${api}/couriers`, {
      params: { limit: 100, ...(cursor ? { cursor } : {}) },
    });
  }
}
