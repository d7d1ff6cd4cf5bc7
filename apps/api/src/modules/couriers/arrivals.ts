import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import type { OrderState, Point } from '@passline/contracts';
import { mayShift } from '../orders/expected-arrival.ts';
import { OrderAccess } from '../orders/order.access.ts';
import { arrivalsAt, type Pace, paceWith } from './arrival.ts';

interface Way {
  pace: Pace;
  /** The orders on the way, as this node read them last. */
  orders: ReadonlyMap<string, OrderState | null>;
  checking: boolean;
}

const capacity = 20_000;

/**
 * Compares where couriers are with what was promised, and changes the promise of an order when its courier falls behind or
 * catches up. An order is read once when it is on the way, and again only with a change of its promise. The order decides
 * how often that may happen, so nodes need not agree.
 */
@Injectable()
export class Arrivals implements BeforeApplicationShutdown {
  readonly #logger = new Logger(Arrivals.name);
  /** In the order of the last position, so that the least recently active courier is evicted first. */
  readonly #ways = new Map<string, Way>();
  readonly #checks = new Set<Promise<void>>();

  constructor(private readonly orders: OrderAccess) {}

  /** Never waits for the store. `onTheWay`: the courier's orders that were picked up. */
  follow(courierId: string, { lat, lng, at }: Point & { at: Date }, onTheWay: readonly string[]): void {
    const before = this.#ways.get(courierId);
    this.#ways.delete(courierId);
    if (onTheWay.length === 0) return;
    const way: Way = {
      pace: paceWith(before?.pace, { lat, lng }, at),
      orders: before?.orders ?? new Map(),
      checking: before?.checking ?? false,
    };
    this.#ways.set(courierId, way);
    for (const oldest of this.#ways.keys()) {
      if (this.#ways.size <= capacity) break;
      this.#ways.delete(oldest);
    }
    if (way.checking) return;
    way.checking = true;
    const check = this.#check(courierId, way, onTheWay)
      .catch((error: unknown) => this.#logger.warn({ courierId, err: error, msg: 'arrival not checked' }))
      .finally(() => {
        this.#checks.delete(check);
        const now = this.#ways.get(courierId);
        if (now) now.checking = false;
      });
    this.#checks.add(check);
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.#checks);
  }

  async #check(courierId: string, { pace, orders: known }: Way, onTheWay: readonly string[]): Promise<void> {
    const orders = new Map(
      await Promise.all(
        onTheWay.map(async (id): Promise<[string, OrderState | null]> => [
          id,
          known.get(id) ?? (await this.orders.find(id)),
        ]),
      ),
    );
    const doors = new Map([...orders].flatMap(([id, order]) => doorOf(id, order)));
    for (const [id, expected] of arrivalsAt(doors, pace)) {
      const order = orders.get(id);
      if (order && mayShift(order, expected, pace.at))
        orders.set(id, await this.orders.expectArrival(id, expected));
    }
    const now = this.#ways.get(courierId);
    if (now) now.orders = orders;
  }
}

function doorOf(id: string, order: OrderState | null): [string, Point][] {
  const { lat = null, lng = null } = order?.deliveryAddress ?? {};
  return lat === null || lng === null ? [] : [[id, { lat, lng }]];
}
