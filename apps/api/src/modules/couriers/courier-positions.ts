import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { type OrderFacts, type Point, type Principal, may } from '@passline/contracts';
import { LastPosition } from '../orders/last-position.ts';
import type { CourierDoc } from './courier.schema.ts';
import { CouriersRepository } from './couriers.repository.ts';
import { Dispatch } from './dispatch.ts';
import { cellOf } from './near.ts';

export interface PositionReport {
  courierId: string;
  /** The order that they are bringing, if any. */
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
  /** The order whose followers have heard of it last, and when. */
  told: { orderId: string; at: Date } | null;
  keeping: boolean;
}

const tellEveryMs = 1_000;
const keepEveryMs = 5_000;
const mostKnown = 20_000;

/**
 * Takes positions as they come. The live one is volatile: the caller passes it on when this says so, which is at most
 * once per second and order. One in five seconds, or one per cell, is stored; if that fails the next one is. Whoever
 * asks for a position is asked first whether they may see it.
 */
@Injectable()
export class CourierPositions implements BeforeApplicationShutdown {
  readonly #logger = new Logger(CourierPositions.name);
  /** In the order of the last report: who has been silent longest is forgotten first. */
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

  /** Answers whether the order's followers are to hear of it. Never waits for the store. */
  report({ courierId, orderId, latitude, longitude, at }: PositionReport): boolean {
    const before = this.#known.get(courierId);
    if (before && before.position.at >= at) return false;
    const position = { lat: latitude, lng: longitude, at };
    const cell = cellOf(position);
    const tell = orderId !== undefined && isTime(before?.told, orderId, at);
    const known: Known = {
      position,
      cell: before?.cell ?? '',
      keptAt: before?.keptAt ?? new Date(0),
      told: tell ? { orderId, at } : (before?.told ?? null),
      keeping: before?.keeping ?? false,
    };
    this.#remember(courierId, known);
    const due = cell !== known.cell || at.getTime() - known.keptAt.getTime() >= keepEveryMs;
    if (due && !known.keeping) this.#keep(courierId, known, cell);
    return tell;
  }

  /** Null: nobody brings it, they have not said where they are, or it is not for this caller's eyes. */
  async lastFor(order: OrderFacts, who: Principal): Promise<Position | null> {
    if (order.courierId === null || !may(who, 'order:position', order)) return null;
    const courier = await this.couriers.find(order.courierId);
    return courier?.currentOrder?.id === order.id ? this.newest(courier) : null;
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.#writing);
  }

  /** What this node has heard, or what some node has stored since. */
  newest({ _id, position: stored }: CourierDoc): Position | null {
    const live = this.#known.get(_id)?.position ?? null;
    return live && (!stored || live.at > stored.at) ? live : stored;
  }

  #remember(courierId: string, known: Known): void {
    this.#known.delete(courierId);
    this.#known.set(courierId, known);
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= mostKnown) break;
      this.#known.delete(oldest);
    }
  }

  #keep(courierId: string, known: Known, cell: string): void {
    known.keeping = true;
    const writing = this.#write(courierId, known, cell)
      .catch((error: unknown) => this.#logger.warn({ courierId, err: error, msg: 'a position was not kept' }))
      .finally(() => {
        this.#writing.delete(writing);
        const now = this.#known.get(courierId);
        if (now) now.keeping = false;
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

const isTime = (told: Known['told'] | undefined, orderId: string, at: Date): boolean =>
  told?.orderId !== orderId || at.getTime() - told.at.getTime() >= tellEveryMs;
