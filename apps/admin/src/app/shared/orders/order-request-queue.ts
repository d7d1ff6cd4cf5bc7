import type { Order } from '@passline/contracts';
import { SerialQueue } from '@passline/contracts/serial-queue';
import { type Observable, firstValueFrom } from 'rxjs';

/** The known version when the request is sent, from the order the user saw. */
export type Known = (seen: Order) => number;

/** Nothing that somebody decides on differs, whatever the server did by itself in between. */
const isAsSeen = (now: Order, seen: Order): boolean =>
  now.status === seen.status &&
  now.alert.acknowledgedBy?.id === seen.alert.acknowledgedBy?.id &&
  now.proposals.length === seen.proposals.length &&
  now.items.length === seen.items.length &&
  now.items.every(({ id, quantity, menuItemId }, index) => {
    const item = seen.items[index];
    return item?.id === id && item.quantity === quantity && item.menuItemId === menuItemId;
  });

/**
 * Sends the requests about one order one after the other. In parallel, a second request could arrive first or
 * fail with a version conflict caused by our own first one. Changes by others still cause conflicts.
 */
export class OrderRequestQueue {
  readonly #queue = new SerialQueue();
  /** The answers to our requests, by order, until none is left in the queue. */
  readonly #own = new Map<string, { open: number; answers: Order[] }>();

  async ask(orderId: string, call: (known: Known) => Observable<Order>): Promise<Order> {
    const own = this.#own.get(orderId) ?? { open: 0, answers: [] };
    this.#own.set(orderId, own);
    own.open += 1;
    const known: Known = (seen) =>
      own.answers.reduce(
        (version, now) => (now.version === version + 1 || isAsSeen(now, seen) ? now.version : version),
        seen.version,
      );
    try {
      return await this.#queue.run(orderId, async () => {
        const order = await firstValueFrom(call(known));
        own.answers.push(order);
        return order;
      });
    } finally {
      own.open -= 1;
      if (own.open === 0) this.#own.delete(orderId);
    }
  }
}
