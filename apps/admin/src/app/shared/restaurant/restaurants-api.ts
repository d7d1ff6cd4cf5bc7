import { Service, inject } from '@angular/core';
import type { Request } from '@passline/api-client';
import { allPages } from '../../core/api/all-pages.ts';
import { Api } from '../../core/api/api.ts';
import type { OpeningChange } from './opening-status.ts';

@Service()
export class RestaurantsApi {
  readonly #api = inject(Api);

  get(id: string) {
    return this.#api.call('getRestaurant', { params: { id } });
  }

  settings(id: string) {
    return this.#api.call('getSettings', { params: { id } });
  }

  list(cursor?: string) {
    return this.#api.call('listRestaurants', { query: { limit: 100, cursor } });
  }

  all() {
    return allPages((cursor) => this.list(cursor));
  }

  openOrders() {
    return this.#api.call('countOpenOrders');
  }

  add(body: Request<'createRestaurant'>['body']) {
    return this.#api.call('createRestaurant', { body });
  }

  change(id: string, body: Request<'changeRestaurant'>['body']) {
    return this.#api.call('changeRestaurant', { params: { id }, body });
  }

  changeStatus(id: string, body: OpeningChange) {
    return this.#api.call('changeStatus', { params: { id }, body });
  }
}
