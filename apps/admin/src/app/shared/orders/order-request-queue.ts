import type { Order } from '@passline/contracts';
import { type Observable, firstValueFrom } from 'rxjs';

/** The known version when the request is sent, from the version the user saw. */
export type Known = (seen: number) => number;

/**
 * Sends the requests about one order one after the other. In parallel, a second request could arrive first or
 * fail with a version conflict caused by our own first one. Changes by others still cause conflicts.
 */
export class OrderRequestQueue {
  readonly #lines = new Map<string, { last: Promise<unknown>; made: number[] }>();

  async ask(orderId: string, call: (known: Known) => Observable<Order>): Promise<Order> {
    const line = this.#lines.get(orderId);
    const made = line?.made ?? [];
    const send = () =>
      firstValueFrom(
        call((seen) => made.reduce((known, version) => (version === known + 1 ? version : known), seen)),
      );
    const answered = (line ? line.last.then(send) : send()).then((order) => {
      made.push(order.version);
      return order;
    });
    const last = answered.catch(() => undefined);
    this.#lines.set(orderId, { last, made });
    try {
      return await answered;
    } finally {
      if (this.#lines.get(orderId)?.last === last) this.#lines.delete(orderId);
    }
  }
}
