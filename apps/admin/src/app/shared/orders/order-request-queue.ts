import type { Order } from '@passline/contracts';
import { SerialQueue } from '@passline/contracts/serial-queue';
import { type Observable, firstValueFrom } from 'rxjs';

/** The known version when the request is sent, from the version the user saw. */
export type Known = (seen: number) => number;

/**
 * Sends the requests about one order one after the other. In parallel, a second request could arrive first or
 * fail with a version conflict caused by our own first one. Changes by others still cause conflicts.
 */
export class OrderRequestQueue {
  readonly #queue = new SerialQueue();
  /** The versions that our requests made, by order, until none is left in the queue. */
  readonly #own = new Map<string, { open: number; versions: number[] }>();

  async ask(orderId: string, call: (known: Known) => Observable<Order>): Promise<Order> {
    const own = this.#own.get(orderId) ?? { open: 0, versions: [] };
    this.#own.set(orderId, own);
    own.open += 1;
    const known: Known = (seen) =>
      own.versions.reduce((version, next) => (next === version + 1 ? next : version), seen);
    try {
      return await this.#queue.run(orderId, async () => {
        const order = await firstValueFrom(call(known));
        own.versions.push(order.version);
        return order;
      });
    } finally {
      own.open -= 1;
      if (own.open === 0) this.#own.delete(orderId);
    }
  }
}
