import { randomUUID } from 'node:crypto';
import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { streamsOf, restaurantsOf } from '@passline/contracts';
import { SerialQueue } from '@passline/contracts/serial-queue';
import { type NodeReport, Presence, heartbeatMs } from '../../modules/presence/presence.ts';
import { Connections } from '../connections/connections.ts';
import { UserPresence } from '../connections/user-presence.ts';
import { ChatPresence } from './chat-presence.ts';
import { NearbyCouriers } from './nearby-couriers.ts';
import { VolatileBroadcaster } from './volatile-broadcaster.ts';

/** Sockets connect and disconnect in bursts: all changes within this time are reported together. */
const gatherMs = 200;
/** A node without connections has no presence to show, so it looks for dead nodes less often. */
const idleBeats = 3;

/**
 * Writes to the store who is connected to this node, and sends presence to the restaurant's consoles and to operators.
 * Without it escalation would wait for consoles that are not connected.
 */
@Injectable()
export class PresenceReport implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #log = new Logger(PresenceReport.name);
  readonly #node = randomUUID();
  #reported: Map<string, number> = new Map();
  #reportedCouriers = '';
  /**
   * Presence changes since the last heartbeat, by restaurant. They are sent again with the next heartbeat, because a
   * client that was still catching up drops the first message.
   */
  readonly #sentSinceHeartbeat = new Set<string>();
  #beats = 0;
  #heartbeat: NodeJS.Timeout | undefined;
  #gathering: NodeJS.Timeout | undefined;
  readonly #queue = new SerialQueue();
  #ended = false;

  constructor(
    private readonly presence: Presence,
    private readonly connections: Connections,
    private readonly broadcaster: VolatileBroadcaster,
    private readonly users: UserPresence,
    private readonly chat: ChatPresence,
    private readonly nearby: NearbyCouriers,
  ) {}

  onApplicationBootstrap(): void {
    this.#heartbeat = setInterval(() => void this.#enqueue(() => this.#beat()), heartbeatMs).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.#ended = true;
    clearInterval(this.#heartbeat);
    clearTimeout(this.#gathering);
    await this.#enqueue(() => Promise.resolve());
    try {
      await this.presence.leave(this.#node, this.#connected());
    } catch (error) {
      this.#log.warn({
        err: error,
        msg: 'presence of this node could not be removed; other nodes remove it when it expires',
      });
    }
  }

  /** A socket has connected, disconnected or changed its user's role. */
  changed(): void {
    if (this.#ended) return;
    this.#gathering ??= setTimeout(() => {
      this.#gathering = undefined;
      void this.#enqueue(() => this.#report());
    }, gatherMs).unref();
  }

  #enqueue(work: () => Promise<void>): Promise<void> {
    return this.#queue.run(this.#node, async () => {
      try {
        await work();
      } catch (error) {
        // The next heartbeat reports everything again.
        this.#reported = new Map();
        this.#reportedCouriers = 'unknown';
        this.#log.warn({ err: error, msg: 'presence report failed' });
      }
    });
  }

  async #beat(): Promise<void> {
    if (this.#ended) return;
    this.#beats += 1;
    if (this.#isIdle) {
      if (this.#beats % idleBeats === 0) await this.#broadcast(await this.presence.removeDead());
      return;
    }
    if (!(await this.presence.heartbeat(this.#node))) {
      this.#reported = new Map();
      this.#reportedCouriers = 'unknown';
    }
    await this.chat.repeat();
    const again = [...this.#sentSinceHeartbeat];
    this.#sentSinceHeartbeat.clear();
    await this.#report();
    await this.#broadcast([...new Set([...again, ...(await this.presence.removeDead())])]);
  }

  /** No connection counts here, and none was reported: a stored heartbeat would keep an empty record alive. */
  get #isIdle(): boolean {
    return (
      this.connections.size === 0 &&
      this.#reported.size === 0 &&
      this.#reportedCouriers === '' &&
      this.#sentSinceHeartbeat.size === 0
    );
  }

  async #report(): Promise<void> {
    if (this.#ended) return;
    const left = await this.#followPeople();
    const here = this.#connected();
    const counts = new Map(here.screens.map(({ restaurantId, count }) => [restaurantId, count]));
    const couriers = here.couriers.join(' ');
    const changed = [...new Set([...counts.keys(), ...this.#reported.keys()])].filter(
      (id) => counts.get(id) !== this.#reported.get(id),
    );
    if (changed.length === 0 && couriers === this.#reportedCouriers) return;
    await this.presence.report(
      this.#node,
      here,
      changed.filter((id) => !counts.has(id)),
    );
    this.#reported = counts;
    this.#reportedCouriers = couriers;
    this.nearby.disconnected(left);
    for (const id of changed) this.#sentSinceHeartbeat.add(id);
    await this.#broadcast(changed);
  }

  async #broadcast(restaurantIds: readonly string[]): Promise<void> {
    if (restaurantIds.length === 0) return;
    const changed = await this.presence.ofAll(restaurantIds);
    this.chat.restaurantsChanged(changed);
    for (const [restaurantId, presence] of changed)
      this.broadcaster.broadcast({
        event: 'restaurant:presence',
        payload: { restaurantId, ...presence },
        rooms: streamsOf('restaurant:presence', { restaurant: restaurantId }),
      });
  }

  /** Returns those who have left. */
  async #followPeople(): Promise<string[]> {
    const userIds = this.connections.takeChanged();
    const left = userIds.filter((id) => this.connections.ofUser(id).length === 0);
    for (const id of left) this.users.left(id);
    await this.chat.usersChanged(userIds);
    return left;
  }

  #connected(): NodeReport {
    const screens = new Map<string, number>();
    const couriers = new Set<string>();
    for (const { caller } of this.connections.socketSessions())
      if (caller?.role === 'courier') couriers.add(caller.id);
      // A program that listens is no screen that somebody watches.
      else if (caller?.kind === 'user')
        for (const id of restaurantsOf(caller)) screens.set(id, (screens.get(id) ?? 0) + 1);
    return {
      screens: [...screens].map(([restaurantId, count]) => ({ restaurantId, count })),
      couriers: [...couriers].sort(),
    };
  }
}
