import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { type OrderFacts, type Point, type Principal, may } from '@passline/contracts';
import { LastPosition } from '../orders/last-position.ts';
import type { CourierDoc } from './courier.schema.ts';
import { CouriersRepository } from './couriers.repository.ts';
import { Dispatch } from './dispatch.ts';
import { cellOf } from './proximity.ts';

export interface PositionReport {
  courierId: string;
  /** The courier's current order, if any. */
  orderId?: string;
  latitude: number;
  longitude: number;
  speed?: number | null;
  heading?: number | null;
  at: Date;
}

type Position = Point & { at: Date };

interface Known {
  position: Position;
  cell: string;
  keptAt: Date;
  /** The order for which a position was broadcast last, and when. */
  broadcast: { orderId: string; at: Date } | null;
  writing: boolean;
}

const broadcastEveryMs = 1_000;
const storeEveryMs = 5_000;
const capacity = 20_000;

/**
 * Accepts the positions of couriers. The live position is volatile: the caller broadcasts it if `report` returns true,
 * at most once per second and order. Every five seconds, or in a new cell, a position is stored; if a write fails, the
 * next position is stored. `lastFor` checks whether the caller may see the position.
 */
@Injectable()
export class CourierPositions implements BeforeApplicationShutdown {
  readonly #logger = new Logger(CourierPositions.name);
  /** In the order of the last report, so that the least recently active courier is evicted first. */
  readonly #known = new Map<string, Known>();
  readonly #writing = new Set<Promise<void>>();

  constructor(
    private readonly couriers: CouriersRepository,
    private readonly dispatch: Dispatch,
    lastPosition: LastPosition,
  ) {
    lastPosition.from(async (courierId) => {
      const courier = await this.couriers.find(courierId);
      return courier && this.newest(courier);
    });
  }

  /** Returns whether to broadcast the position to the order's followers. Never waits for the store. */
  report({ courierId, orderId, latitude, longitude, at }: PositionReport): boolean {
    const before = this.#known.get(courierId);
    if (before && before.position.at >= at) return false;
    const position = { lat: latitude, lng: longitude, at };
    const cell = cellOf(position);
    const shouldBroadcast = orderId !== undefined && isDue(before?.broadcast, orderId, at);
    const known: Known = {
      position,
      cell: before?.cell ?? '',
      keptAt: before?.keptAt ?? new Date(0),
      broadcast: shouldBroadcast ? { orderId, at } : (before?.broadcast ?? null),
      writing: before?.writing ?? false,
    };
    this.#remember(courierId, known);
    const due = cell !== known.cell || at.getTime() - known.keptAt.getTime() >= storeEveryMs;
    if (due && !known.writing) this.#store(courierId, known, cell);
    return shouldBroadcast;
  }

  /** Null: the order has no courier, the courier has no position, or the caller may not see it. */
  async lastFor(order: OrderFacts, who: Principal): Promise<Position | null> {
    if (order.courierId === null || !may(who, 'order:position', order)) return null;
    const courier = await this.couriers.find(order.courierId);
    return courier?.currentOrder?.id === order.id ? this.newest(courier) : null;
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.#writing);
  }

  /** The newer of this node's live position and the stored one. */
  newest({ _id, position: stored }: CourierDoc): Position | null {
    const live = this.#known.get(_id)?.position ?? null;
    return live && (!stored || live.at > stored.at) ? live : stored;
  }

  #remember(courierId: string, known: Known): void {
    this.#known.delete(courierId);
    this.#known.set(courierId, known);
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= capacity) break;
      this.#known.delete(oldest);
    }
  }

  #store(courierId: string, known: Known, cell: string): void {
    known.writing = true;
    const writing = this.#write(courierId, known, cell)
      .catch((error: unknown) =>
        this.#logger.warn({ courierId, err: error, msg: 'courier position not stored' }),
      )
      .finally(() => {
        this.#writing.delete(writing);
        const now = this.#known.get(courierId);
        if (now) now.writing = false;
      });
    this.#writing.add(writing);
  }

  async #write(courierId: string, { position, cell: before }: Known, cell: string): Promise<void> {
    const courier = await this.couriers.keepPosition(courierId, position, position.at);
    const now = this.#known.get(courierId);
    if (now) Object.assign(now, { cell, keptAt: position.at });
    if (courier?.status === 'available' && cell !== before)
      await this.dispatch.offerTo({ id: courierId, position: courier.position });
  }
}

const isDue = (broadcast: Known['broadcast'] | undefined, orderId: string, at: Date): boolean =>
  broadcast?.orderId !== orderId || at.getTime() - broadcast.at.getTime() >= broadcastEveryMs;
