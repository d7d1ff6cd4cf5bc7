import { Service, inject } from '@angular/core';
import type { Request } from '@passline/api-client';
import type { CancelReason, RecallReason, OrderFact, OrderStatus } from '@passline/contracts';
import { type Observable, map } from 'rxjs';
import { allPages } from '../../core/api/all-pages.ts';
import { Api } from '../../core/api/api.ts';
import type { ChosenReason } from './optimistic-changes.ts';

@Service()
export class OrdersApi {
  readonly #api = inject(Api);

  /** All open orders, across pages. */
  open() {
    return allPages((cursor) => this.page({ status: 'open', limit: 100, cursor }));
  }

  page(query: Request<'listOrders'>['query']) {
    return this.#api.call('listOrders', { query });
  }

  get(id: string) {
    return this.#api.call('getOrder', { params: { id } });
  }

  /** The contract leaves the data of an entry open; the server sends the facts of `order-life.ts`. */
  history(id: string): Observable<OrderFact<string>[]> {
    return this.#api
      .call('getOrderEvents', { params: { id } })
      .pipe(map(({ items }) => items as OrderFact<string>[]));
  }

  acknowledge(id: string) {
    return this.#api.call('acknowledgeOrder', { params: { id } });
  }

  /** Rejected when the order has changed since that version. */
  promise(id: string, readyInMinutes: number, expectedVersion: number) {
    return this.#api.call('promiseOrder', { params: { id }, body: { readyInMinutes, expectedVersion } });
  }

  /** Rejected when the order has changed since that version, so that a late duplicate cannot undo a step. */
  move(id: string, status: OrderStatus, expectedVersion: number) {
    return this.#api.call('moveOrder', { params: { id }, body: { status, expectedVersion } });
  }

  markItems(id: string, items: readonly string[], state: 'waiting' | 'done') {
    return this.#api.call('markItems', { params: { id }, body: { items: [...items], state } });
  }

  changeQuantity(id: string, itemId: string, quantity: number, expectedVersion: number) {
    return this.#api.call('changeQuantity', { params: { id, itemId }, body: { quantity, expectedVersion } });
  }

  propose(
    id: string,
    itemId: string,
    dish: { menuItemId: string; options: string[] },
    expectedVersion: number,
  ) {
    return this.#api.call('proposeReplacement', {
      params: { id, itemId },
      body: { ...dish, expectedVersion },
    });
  }

  withdraw(id: string, itemId: string) {
    return this.#api.call('withdrawReplacement', { params: { id, itemId } });
  }

  cancel(id: string, reason: ChosenReason<CancelReason>) {
    return this.#api.call('cancelOrder', { params: { id }, body: reason });
  }

  recall(id: string, reason: ChosenReason<RecallReason>) {
    return this.#api.call('recallOrder', { params: { id }, body: reason });
  }

  assign(id: string, courierId: string) {
    return this.#api.call('assignCourier', { params: { id }, body: { courierId } });
  }

  nameDriver(id: string, name: string) {
    return this.#api.call('nameDriver', { params: { id }, body: { name } });
  }

  share(id: string) {
    return this.#api.call('createTrackingLink', { params: { id } });
  }

  usualMinutes(id: string): Observable<number> {
    return this.#api
      .call('getPromiseDefault', { params: { id } })
      .pipe(map(({ readyInMinutes }) => readyInMinutes));
  }
}
