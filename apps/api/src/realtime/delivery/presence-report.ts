import { randomUUID } from 'node:crypto';
import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { isStaff, room } from '@passline/contracts';
import { type Here, Presence, heartbeatMs } from '../../modules/presence/presence.ts';
import { Connections } from '../connections/connections.ts';
import { VolatileBroadcaster } from './volatile-broadcaster.ts';

/** Sockets come and go in bursts: one word for all that happened within this time. */
const gatherMs = 200;

/**
 * Says in the store who is connected to this node, and tells the screens and operators whom that concerns. Without it
 * the alarm ladder would wait for screens that are not there.
 */
@Injectable()
export class PresenceReport implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #log = new Logger(PresenceReport.name);
  readonly #node = randomUUID();
  #said: Map<string, number> = new Map();
  #saidCouriers = '';
  /** Told since the last heartbeat, and told once more with it: a screen that was still catching up let the first word pass. */
  readonly #toldLately = new Set<string>();
  #heartbeat: NodeJS.Timeout | undefined;
  #gathering: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();
  #ended = false;

  constructor(
    private readonly presence: Presence,
    private readonly connections: Connections,
    private readonly broadcaster: VolatileBroadcaster,
  ) {}

  onApplicationBootstrap(): void {
    this.#heartbeat = setInterval(() => this.#take(() => this.#beat()), heartbeatMs).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.#ended = true;
    clearInterval(this.#heartbeat);
    clearTimeout(this.#gathering);
    await this.#running;
    try {
      await this.presence.leave(this.#node, this.#here());
    } catch (error) {
      this.#log.warn({ err: error, msg: 'this node could not sign off; the others will notice' });
    }
  }

  /** Somebody came, went, or is somebody else now. */
  changed(): void {
    if (this.#ended) return;
    this.#gathering ??= setTimeout(() => {
      this.#gathering = undefined;
      this.#take(() => this.#report());
    }, gatherMs).unref();
  }

  #take(work: () => Promise<void>): void {
    this.#running = this.#running.then(work).catch((error: unknown) => {
      // The next heartbeat says it all again.
      this.#said = new Map();
      this.#saidCouriers = 'unknown';
      this.#log.warn({ err: error, msg: 'who is connected could not be said' });
    });
  }

  async #beat(): Promise<void> {
    if (this.#ended) return;
    if (!(await this.presence.stillHere(this.#node))) {
      this.#said = new Map();
      this.#saidCouriers = 'unknown';
    }
    const again = [...this.#toldLately];
    this.#toldLately.clear();
    await this.#report();
    await this.#tell([...new Set([...again, ...(await this.presence.writeOffSilent())])]);
  }

  async #report(): Promise<void> {
    if (this.#ended) return;
    const here = this.#here();
    const counts = new Map(here.screens.map(({ restaurantId, count }) => [restaurantId, count]));
    const couriers = here.couriers.join(' ');
    const changed = [...new Set([...counts.keys(), ...this.#said.keys()])].filter(
      (id) => counts.get(id) !== this.#said.get(id),
    );
    if (changed.length === 0 && couriers === this.#saidCouriers) return;
    await this.presence.report(
      this.#node,
      here,
      changed.filter((id) => !counts.has(id)),
    );
    this.#said = counts;
    this.#saidCouriers = couriers;
    for (const id of changed) this.#toldLately.add(id);
    await this.#tell(changed);
  }

  async #tell(restaurantIds: readonly string[]): Promise<void> {
    if (restaurantIds.length === 0) return;
    for (const [restaurantId, presence] of await this.presence.ofAll(restaurantIds))
      this.broadcaster.broadcast({
        event: 'restaurant:presence',
        payload: { restaurantId, ...presence },
        rooms: [room.restaurant(restaurantId), room.role('operator')],
      });
  }

  #here(): Here {
    const screens = new Map<string, number>();
    const couriers = new Set<string>();
    for (const { caller } of this.connections.standings())
      if (caller?.role === 'courier') couriers.add(caller.id);
      else if (caller?.restaurantId && isStaff(caller.role))
        screens.set(caller.restaurantId, (screens.get(caller.restaurantId) ?? 0) + 1);
    return {
      screens: [...screens].map(([restaurantId, count]) => ({ restaurantId, count })),
      couriers: [...couriers].sort(),
    };
  }
}
