import { Inject, Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { CONFIG } from '../../common/config/config.module.ts';
import type { Config } from '../../common/config/env.ts';
import { TokenBuckets, type Rate } from '../../common/http/token-buckets.ts';
import { NodeBus } from '../cluster/node-bus.ts';
import { Connections } from './connections.ts';
import { type LiveSocket, holderIdOf } from './socket-session.ts';
import { TooManyConnections } from './too-many-connections.ts';

declare module '../cluster/node-bus.ts' {
  interface NodeMessages {
    /** The sockets that each of these users has on the other node, with their connection times. */
    userSockets: { message: readonly string[]; answer: Record<string, HeldSocket[]> };
    /** Sockets to close because their user has connected newer ones. */
    replaced: { message: readonly string[]; answer: unknown };
  }
}

/** Users who connect within this time, as after a restart, are compared across nodes together. */
const gatherMs = 200;

export interface HeldSocket {
  id: string;
  since: number;
}

/**
 * Limits the sockets of one user. It closes the oldest ones, because the newest is the one in use. On this node the limit
 * applies at once, across nodes a moment later. If nodes cannot reach each other, it applies to each node alone.
 */
@Injectable()
export class ConnectionLimit implements BeforeApplicationShutdown {
  readonly #log = new Logger('Sockets');
  readonly #perUser: number;
  readonly #connected = new Set<string>();
  /** How often sockets of a user may be replaced. */
  readonly #replacements: TokenBuckets;
  readonly #rate: Rate;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly connections: Connections,
    private readonly bus: NodeBus,
    @Inject(CONFIG) config: Config,
  ) {
    this.#perUser = config.sockets.perUser;
    this.#replacements = new TokenBuckets({ factor: config.rateLimitFactor });
    this.#rate = { burst: 2 * this.#perUser, perSecond: this.#perUser / 60 };
    bus.on('userSockets', (userIds) => this.#socketsOf(userIds));
    bus.on('replaced', (socketIds) => this.#replace(socketIds));
  }

  /**
   * Throws while clients of the user replace each other in a loop, each one connecting again because it was closed: what is
   * open stays open, and the loop waits.
   */
  assertNoLoop(userId: string): void {
    const wait = this.#replacements.wait(userId, this.#rate);
    if (wait > 0)
      throw new TooManyConnections(
        `Your clients replace each other: at most ${this.#perUser} sockets of one user are open. Do not connect again after "replaced".`,
        wait,
      );
  }

  /** Call it after the socket was added to the connections. */
  enforce(socket: LiveSocket): void {
    const userId = holderIdOf(socket.data.socketSession);
    if (userId === null) return;
    this.#replace(this.#surplusOf(this.#socketsOf([userId])[userId] ?? []));
    if (!this.bus.reachesOthers) return;
    this.#connected.add(userId);
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#compareNodes().catch((error: unknown) =>
        this.#log.warn({ err: error, msg: 'connection limit could not be checked across nodes' }),
      );
    }, gatherMs).unref();
  }

  beforeApplicationShutdown(): void {
    clearTimeout(this.#timer);
  }

  async #compareNodes(): Promise<void> {
    const userIds = [...this.#connected];
    this.#connected.clear();
    const all = [this.#socketsOf(userIds), ...(await this.bus.request('userSockets', userIds))];
    const surplus = userIds.flatMap((userId) => this.#surplusOf(all.flatMap((held) => held[userId] ?? [])));
    if (surplus.length === 0) return;
    this.bus.send('replaced', surplus);
    this.#replace(surplus);
  }

  #socketsOf(userIds: readonly string[]): Record<string, HeldSocket[]> {
    return Object.fromEntries(
      userIds.flatMap((userId) => {
        const sockets = this.connections.ofUser(userId);
        if (sockets.length === 0) return [];
        return [[userId, sockets.map(({ id, data }) => ({ id, since: data.socketSession.since.getTime() }))]];
      }),
    );
  }

  #surplusOf(held: readonly HeldSocket[]): string[] {
    return held
      .toSorted((a, b) => a.since - b.since)
      .slice(0, Math.max(0, held.length - this.#perUser))
      .map(({ id }) => id);
  }

  #replace(socketIds: readonly string[]): void {
    for (const id of socketIds) {
      const socket = this.connections.get(id);
      if (!socket) continue;
      const userId = holderIdOf(socket.data.socketSession);
      if (userId !== null) this.#replacements.charge(userId, this.#rate, 1);
      this.#log.log({ code: 'replaced', socketId: id, userId, msg: 'socket replaced by a newer one' });
      socket.emit('replaced', { limit: this.#perUser });
      socket.disconnect(true);
    }
  }
}
