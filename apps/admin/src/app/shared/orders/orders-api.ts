import { HttpClient } from '@angular/common/http';
import { Service, inject } from '@angular/core';
import type { Order, OrderFact, OrderStatus, Page, TrackingLink } from '@passline/contracts';
import { EMPTY, type Observable, expand, map, reduce } from 'rxjs';
import type { z } from 'zod';
import { api } from '../../core/auth/auth-session.ts';

@Service()
export class OrdersApi {
  readonly #http = inject(HttpClient);

  /** All open orders, across pages. */
  open(): Observable<Order[]> {
    return this.page({ status: 'open', limit: 100 }).pipe(
      expand(({ nextCursor }) =>
        nextCursor ? this.page({ status: 'open', limit: 100, cursor: nextCursor }) : EMPTY,
      ),
      reduce<Page<Order>, Order[]>((all, { items }) => [...all, ...items], []),
    );
  }

  page(params: { status?: OrderStatus | 'open'; limit?: number; cursor?: string }): Observable<Page<Order>> {
    return this.#http.get<Page<Order>>(`${api}/orders`, { params });
  }

  get(id: string): Observable<Order> {
    return this.#http.get<Order>(`${api}/orders/${id}`);
  }

  history(id: string): Observable<OrderFact<string>[]> {
    return this.#http
      .get<{ items: OrderFact<string>[] }>(`${api}/orders/${id}/events`)
      .pipe(map(({ items }) => items));
  }

  acknowledge(id: string): Observable<Order> {
    return this.#http.post<Order>(`${api}/orders/${id}/acknowledge`, null);
  }

  /** Rejected when the order has changed since that version. */
  promise(id: string, readyInMinutes: number, expectedVersion: number): Observable<Order> {
    return this.#http.post<Order>(`${api}/orders/${id}/promise`, { readyInMinutes, expectedVersion });
  }

  move(id: string, status: OrderStatus): Observable<Order> {
    return this.#http.patch<Order>(`${api}/orders/${id}/status`, { status });
  }

  cancel(id: string, reason: string): Observable<Order> {
    return this.#http.post<Order>(`${api}/orders/${id}/cancel`, { reason });
  }

  assign(id: string, courierId: string): Observable<Order> {
    return this.#http.post<Order>(`${api}/orders/${id}/assign`, { courierId });
  }

  share(id: string): Observable<z.infer<typeof TrackingLink>> {
    return this.#http.post<z.infer<typeof TrackingLink>>(`${api}/orders/${id}/tracking-link`, null);
  }

  usualMinutes(restaurantId: string): Observable<number> {
    return this.#http
      .get<{ readyInMinutes: number }>(`${api}/restaurants/${restaurantId}/promise-default`)
      .pipe(map(({ readyInMinutes }) => readyInMinutes));
  }
}
