import type { Order } from '@passline/contracts';
import { type Observable, firstValueFrom } from 'rxjs';

/** The version that is known when it is this act's turn, of an order that was seen at another. */
export type Known = (seen: number) => number;

/**
 * What this screen asks about one order goes to the server one after the other, however fast the keys are pressed. Sent
 * together, the second could arrive first, or be refused as overtaken by the first: by nobody but ourselves. What
 * somebody else changed in between is not counted as known, and refused as ever.
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
