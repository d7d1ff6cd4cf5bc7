import { type OrderFactType, eventsFor } from '@passline/contracts';

export interface Balance {
  orders: number;
  due: number;
  applied: number;
  lost: string[];
  doubled: string[];
  outOfOrder: string[];
  /** Received but not expected, for example for another order of the same restaurant. */
  unexpected: number;
  latencyMs: { p50: number; p90: number; p99: number; max: number };
}

/** Compares the events that the history of every order requires with the events that each party received. */
export class Ledger {
  readonly #received = new Map<string, number>();
  readonly #last = new Map<string, number>();
  readonly #outOfOrder: string[] = [];
  readonly #due = new Set<string>();
  readonly #placedAt = new Map<string, number>();
  readonly #arrivedAt = new Map<string, number>();
  #orders = 0;

  /** The time of the customer's click, to measure the latency to the restaurant's screen. */
  placed(orderId: string, at: number): void {
    this.#placedAt.set(orderId, at);
  }

  received(party: string, event: string, orderId: string, version: number, at: number): void {
    const key = `${party} ${event} ${orderId} v${version}`;
    this.#received.set(key, (this.#received.get(key) ?? 0) + 1);
    const place = `${party} ${orderId}`;
    const last = this.#last.get(place) ?? 0;
    if (version < last) this.#outOfOrder.push(`${key} after v${last}`);
    this.#last.set(place, Math.max(last, version));
    if (event === 'order:new' && party.startsWith('restaurant') && !this.#arrivedAt.has(orderId))
      this.#arrivedAt.set(orderId, at);
  }

  owes(
    customer: string,
    restaurant: string,
    orderId: string,
    history: { type: string; version: number }[],
  ): void {
    this.#orders += 1;
    for (const { type, version } of history) {
      const fact = type as OrderFactType;
      for (const event of eventsFor('customer', fact))
        this.#due.add(`${customer} ${event} ${orderId} v${version}`);
      for (const event of eventsFor('restaurant', fact))
        this.#due.add(`${restaurant} ${event} ${orderId} v${version}`);
    }
  }

  get missing(): number {
    return [...this.#due].filter((key) => !this.#received.has(key)).length;
  }

  balance(): Balance {
    const sorted = [...this.#placedAt]
      .map(([id, begun]) => (this.#arrivedAt.get(id) ?? Infinity) - begun)
      .filter(Number.isFinite)
      .sort((a, b) => a - b);
    const at = (part: number) =>
      Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0);
    return {
      orders: this.#orders,
      due: this.#due.size,
      applied: [...this.#due].filter((key) => this.#received.has(key)).length,
      lost: [...this.#due].filter((key) => !this.#received.has(key)),
      doubled: [...this.#received]
        .filter(([, times]) => times > 1)
        .map(([key, times]) => `${key} ${times} times`),
      outOfOrder: this.#outOfOrder,
      unexpected: [...this.#received.keys()].filter((key) => !this.#due.has(key)).length,
      latencyMs: { p50: at(0.5), p90: at(0.9), p99: at(0.99), max: at(1) },
    };
  }
}
