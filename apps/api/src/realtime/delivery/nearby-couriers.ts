import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { type Point, streamsOf, restaurantsOf } from '@passline/contracts';
import { ReadCache } from '../../infrastructure/database/read-cache.ts';
import { type CourierChange, CourierChanges } from '../../modules/couriers/courier-changes.ts';
import { CourierPositions } from '../../modules/couriers/courier-positions.ts';
import { farthest, isWithin } from '../../modules/couriers/proximity.ts';
import { RestaurantsService } from '../../modules/restaurants/restaurants.service.ts';
import { NodeBus } from '../cluster/node-bus.ts';
import { Connections } from '../connections/connections.ts';
import { VolatileBroadcaster } from './volatile-broadcaster.ts';

declare module '../cluster/node-bus.ts' {
  interface NodeMessages {
    couriers: { message: CourierChange; answer: unknown };
  }
}

/** Changes come in bursts, such as an accepted job: they are looked at together. */
const gatherMs = 250;
/** A screen reads the list again at most so often: for news, and for couriers who only move near by. */
const soonMs = 2_500;
const movesMs = 10_000;

/**
 * Tells the screens of a restaurant that the list of couriers changed; they read it with the rights that they have. Each
 * node looks after the restaurants whose screens are connected to it, so no restaurant is searched for.
 */
@Injectable()
export class NearbyCouriers implements BeforeApplicationShutdown {
  readonly #log = new Logger(NearbyCouriers.name);
  /** A restaurant hardly ever moves. */
  readonly #locations = new ReadCache<Point>(60_000);
  #changes: CourierChange[] = [];
  #gathering: NodeJS.Timeout | undefined;
  /** When each restaurant was told last, and the timer of the next time. */
  readonly #told = new Map<string, number>();
  readonly #waiting = new Map<string, { at: number; timer: NodeJS.Timeout }>();

  constructor(
    changes: CourierChanges,
    private readonly positions: CourierPositions,
    private readonly restaurants: RestaurantsService,
    private readonly connections: Connections,
    private readonly broadcaster: VolatileBroadcaster,
    private readonly bus: NodeBus,
  ) {
    bus.on('couriers', (change) => this.#gather(change));
    changes.on((change) => this.#tell(change));
  }

  /** Their telephones are no longer connected, which the list shows. */
  disconnected(courierIds: readonly string[]): void {
    for (const id of courierIds) {
      const at = this.positions.lastKnown(id);
      if (at) this.#tell({ after: at, isNews: true });
    }
  }

  beforeApplicationShutdown(): void {
    clearTimeout(this.#gathering);
    for (const { timer } of this.#waiting.values()) clearTimeout(timer);
  }

  #tell(change: CourierChange): void {
    this.#gather(change);
    this.bus.send('couriers', change);
  }

  #gather(change: CourierChange): void {
    this.#changes.push(change);
    this.#gathering ??= setTimeout(() => {
      this.#gathering = undefined;
      void this.#look(this.#changes.splice(0));
    }, gatherMs).unref();
  }

  async #look(changes: readonly CourierChange[]): Promise<void> {
    try {
      const present = this.#staffedHere();
      for (const id of this.#told.keys()) if (!present.has(id)) this.#told.delete(id);
      const locations = await Promise.all(
        [...present].map(async (id): Promise<[string, Point]> => [id, await this.#locationOf(id)]),
      );
      for (const [id, location] of locations) {
        const waits = changes.flatMap((change) => waitFor(change, id, location) ?? []);
        if (waits.length > 0) this.#plan(id, Math.min(...waits));
      }
    } catch (error) {
      // The next change, or the next connection, makes the screens read the list.
      this.#log.warn({ err: error, msg: 'change of couriers not sent' });
    }
  }

  #staffedHere(): Set<string> {
    const staffed = new Set<string>();
    for (const { caller } of this.connections.socketSessions())
      if (caller?.kind === 'user') for (const id of restaurantsOf(caller)) staffed.add(id);
    return staffed;
  }

  #locationOf(restaurantId: string): Promise<Point> {
    return this.#locations.get(
      restaurantId,
      async () => (await this.restaurants.terms(restaurantId)).restaurant.location,
    );
  }

  #plan(restaurantId: string, afterMs: number): void {
    const now = performance.now();
    const at = Math.max(now, (this.#told.get(restaurantId) ?? -Infinity) + afterMs);
    const waiting = this.#waiting.get(restaurantId);
    if (waiting && waiting.at <= at) return;
    clearTimeout(waiting?.timer);
    const timer = setTimeout(() => {
      this.#waiting.delete(restaurantId);
      this.#told.set(restaurantId, performance.now());
      this.broadcaster.broadcastLocally({
        event: 'restaurant:couriers',
        payload: { restaurantId },
        rooms: streamsOf('restaurant:couriers', { restaurant: restaurantId }),
      });
    }, at - now).unref();
    this.#waiting.set(restaurantId, { at, timer });
  }
}

/** How long ago the restaurant must have been told before; null: the change does not concern it. */
function waitFor(change: CourierChange, restaurantId: string, location: Point): number | null {
  if ('restaurantId' in change) return change.restaurantId === restaurantId ? soonMs : null;
  const { before, after, isNews } = change;
  const isNear = isWithin(farthest, location, after);
  const wasNear = before === undefined ? isNear : isWithin(farthest, location, before);
  if (isNear !== wasNear) return soonMs;
  return isNear ? (isNews ? soonMs : movesMs) : null;
}
