import { percentile } from '../bench/measure.ts';
import { type Comparison, compare, dueEvents, type OrderEvent } from '../testing/due-events.ts';

export interface Balance extends Omit<Comparison, 'unexpected'> {
  orders: number;
  due: number;
  applied: number;
  /** Received but not expected, for example for another order of the same restaurant. */
  unexpected: number;
  latencyMs: { p50: number; p90: number; p99: number; max: number };
}

interface Party {
  due: string[];
  received: OrderEvent[];
}

/** Compares the events that the history of every order requires with the events that each party received. */
export class Ledger {
  readonly #parties = new Map<string, Party>();
  readonly #placedAt = new Map<string, number>();
  readonly #arrivedAt = new Map<string, number>();
  #orders = 0;

  /** The time of the customer's click, to measure the latency to the restaurant's screen. */
  placed(orderId: string, at: number): void {
    this.#placedAt.set(orderId, at);
  }

  received(party: string, event: OrderEvent, at: number): void {
    this.#party(party).received.push(event);
    if (event.event === 'order:new' && party.startsWith('restaurant') && !this.#arrivedAt.has(event.orderId))
      this.#arrivedAt.set(event.orderId, at);
  }

  owes(
    customer: string,
    restaurant: string,
    orderId: string,
    history: readonly { type: string; version: number }[],
  ): void {
    this.#orders += 1;
    this.#party(customer).due.push(...dueEvents('customer', orderId, history));
    this.#party(restaurant).due.push(...dueEvents('restaurant', orderId, history));
  }

  get missing(): number {
    return this.#compare().lost.length;
  }

  #party(name: string): Party {
    const party = this.#parties.get(name) ?? { due: [], received: [] };
    this.#parties.set(name, party);
    return party;
  }

  #compare(): Comparison {
    const all: Comparison = { lost: [], doubled: [], outOfOrder: [], unexpected: [] };
    for (const [name, { due, received }] of this.#parties) {
      const found = compare(due, received);
      for (const kind of ['lost', 'doubled', 'outOfOrder', 'unexpected'] as const)
        all[kind].push(...found[kind].map((line) => `${name} ${line}`));
    }
    return all;
  }

  balance(): Balance {
    const sorted = [...this.#placedAt]
      .map(([id, begun]) => (this.#arrivedAt.get(id) ?? Infinity) - begun)
      .filter(Number.isFinite)
      .sort((a, b) => a - b);
    const at = (part: number) => Math.round(percentile(sorted, part));
    const { unexpected, ...found } = this.#compare();
    const due = [...this.#parties.values()].reduce((sum, party) => sum + party.due.length, 0);
    return {
      orders: this.#orders,
      due,
      applied: due - found.lost.length,
      ...found,
      unexpected: unexpected.length,
      latencyMs: { p50: at(0.5), p90: at(0.9), p99: at(0.99), max: at(1) },
    };
  }
}
