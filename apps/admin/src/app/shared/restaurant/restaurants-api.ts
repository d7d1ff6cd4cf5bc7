import { HttpClient } from '@angular/common/http';
import { Service, inject } from '@angular/core';
import type {
  CreateRestaurantRequest,
  Page,
  Restaurant,
  UpdateRestaurantRequest,
  RestaurantSettings,
} from '@passline/contracts';
import { EMPTY, type Observable, expand, reduce } from 'rxjs';
import type { z } from 'zod';
import { api } from '../../core/auth/auth-session.ts';
import type { OpeningChange } from './opening-status.ts';

@Service()
export class RestaurantsApi {
  readonly #http = inject(HttpClient);

  get(id: string): Observable<Restaurant> {
    return this.#http.get<Restaurant>(`${api}/restaurants/${id}`);
  }

  settings(id: string): Observable<RestaurantSettings> {
    return this.#http.get<RestaurantSettings>(`${api}/restaurants/${id}/settings`);
  }

  list(cursor?: string): Observable<Page<Restaurant>> {
    return this.#http.get<Page<Restaurant>>(`${api}/restaurants`, {
      params: { limit: 100, ...(cursor ? { cursor } : {}) },
    });
  }

  all(): Observable<Restaurant[]> {
    return this.list().pipe(
      expand(({ nextCursor }) => (nextCursor ? this.list(nextCursor) : EMPTY)),
      reduce<Page<Restaurant>, Restaurant[]>((all, { items }) => [...all, ...items], []),
    );
  }

  add(restaurant: z.input<typeof CreateRestaurantRequest>): Observable<Restaurant> {
    return this.#http.post<Restaurant>(`${api}/restaurants`, restaurant);
  }

  change(id: string, change: z.input<typeof UpdateRestaurantRequest>): Observable<Restaurant> {
    return this.#http.patch<Restaurant>(`${api}/restaurants/${id}`, change);
  }

  changeStatus(id: string, change: OpeningChange): Observable<Restaurant> {
    return this.#http.patch<Restaurant>(`${api}/restaurants/${id}/status`, change);
  }
}
