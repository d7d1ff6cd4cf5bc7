import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { type OrderFacts, type Point, type Principal, Refusal, may } from '@passline/contracts';
import type { Caller } from '../../common/access/caller.ts';
import { assertAllowed } from '../../common/access/assert-allowed.ts';
import { LastPosition } from '../orders/last-position.ts';
import { CourierChanges } from './courier-changes.ts';
import type { CourierDoc } from './courier.schema.ts';
import { CouriersRepository } from './couriers.repository.ts';
import { Dispatch } from './dispatch.ts';
import { cellOf } from './proximity.ts';
import { ordersOf } from './trip.ts';

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
  /** The orders of the trip when a position was stored last. */
  trip: readonly string[];
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
    private readonly changes: CourierChanges,
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
      trip: before?.trip ?? [],
    };
    this.#remember(courierId, known);
    const due = cell !== known.cell || at.getTime() - known.keptAt.getTime() >= storeEveryMs;
    if (due && !known.writing) this.#store(courierId, known, cell);
    return shouldBroadcast;
  }

  /**
   * The position of a courier without an order, so that jobs nearby are offered. Nothing is stored and nothing is
   * remembered of a courier who is off duty.
   */
  async reportOnDuty(
    caller: Caller,
    { latitude, longitude, at }: Pick<PositionReport, 'latitude' | 'longitude' | 'at'>,
  ): Promise<void> {
    assertAllowed(caller, 'courier:work');
    const before = this.#known.get(caller.id);
    const position = { lat: latitude, lng: longitude, at };
    const cell = cellOf(position);
    if (before?.cell === cell && at.getTime() - before.keptAt.getTime() < storeEveryMs) return;
    const courier = await this.couriers.keepPosition(caller.id, position, at, { onDuty: true });
    if (!courier) {
      const found = await this.couriers.find(caller.id);
      // A later position is stored already.
      if (found && found.status !== 'offline') return;
      throw new Refusal(
        'courier_unavailable',
        'You are off duty, so your position was not stored. Go on duty to receive jobs.',
      );
    }
    this.#remember(caller.id, {
      position,
      cell,
      keptAt: at,
      broadcast: before?.broadcast ?? null,
      writing: before?.writing ?? false,
      trip: ordersOf(courier),
    });
    this.#moved(courier);
    if (courier.status === 'available' && cell !== before?.cell)
      await this.dispatch.offerTo({ id: caller.id, position: courier.position });
  }

  /** Null: the order has no courier, the courier has no position, or the caller may not see it. */
  async lastFor(order: OrderFacts, who: Principal): Promise<Position | null> {
    if (order.courierId === null || !may(who, 'order:position', order)) return null;
    const courier = await this.couriers.find(order.courierId);
    return courier && ordersOf(courier).includes(order.id) ? this.newest(courier) : null;
  }

  /** The orders of a courier's trip. Some seconds old, so check for each whether it is still the courier's. */
  tripOf(courierId: string): readonly string[] {
    return this.#known.get(courierId)?.trip ?? [];
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.#writing);
  }

  /** The newer of this node's live position and the stored one. */
  newest({ _id, position: stored }: CourierDoc): Position | null {
    const live = this.#known.get(_id)?.position ?? null;
    return live && (!stored || live.at > stored.at) ? live : stored;
  }

  /** The position of a courier who is connected here, without a look into the store. */
  lastKnown(courierId: string): Point | undefined {
    return this.#known.get(courierId)?.position;
  }

  #moved({ previous, position, status }: CourierDoc & { previous: Point | null }): void {
    if (status !== 'offline') this.changes.tell({ before: previous, after: position, isNews: false });
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
    if (now)
      Object.assign(now, {
        cell,
        keptAt: position.at,
        ...(courier && { trip: ordersOf(courier) }),
      });
    if (courier) this.#moved(courier);
    if (courier?.status === 'available' && cell !== before)
      await this.dispatch.offerTo({ id: courierId, position: courier.position });
  }
}

const isDue = (broadcast: Known['broadcast'] | undefined, orderId: string, at: Date): boolean =>
  broadcast?.orderId !== orderId || at.getTime() - broadcast.at.getTime() >= broadcastEveryMs;
