import { Inject, Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { CONFIG } from '../../common/config/config.module.ts';
import type { Config } from '../../common/config/env.ts';
import { NodeBus } from '../cluster/node-bus.ts';
import { Connections } from './connections.ts';
import { type LiveSocket, userIdOf } from './socket-session.ts';

declare module '../cluster/node-bus.ts' {
  interface NodeMessages {
    /** The sockets that each of these users has on the other node, and since when. */
    held: { message: readonly string[]; answer: Record<string, HeldSocket[]> };
    /** Sockets to close because their user has opened newer ones. */
    replaced: { message: readonly string[]; answer: unknown };
  }
}

/** Many arrivals, as after a restart, are asked about together. */
const askAfterMs = 200;

export interface HeldSocket {
  id: string;
  since: number;
}

/**
 * How many sockets one user may have, over all nodes that can be reached: the newest is the one that somebody is
 * looking at. Here it holds at once, across nodes a moment later; without a line between them, for each node alone.
 */
@Injectable()
export class ConnectionLimit implements BeforeApplicationShutdown {
  readonly #log = new Logger('Sockets');
  readonly #perUser: number;
  readonly #arrived = new Set<string>();
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly connections: Connections,
    private readonly bus: NodeBus,
    @Inject(CONFIG) config: Config,
  ) {
    this.#perUser = config.sockets.perUser;
    bus.on('held', (userIds) => this.#held(userIds));
    bus.on('replaced', (socketIds) => this.#replace(socketIds));
  }

  /** After it was added to the connections. */
  arrived(socket: LiveSocket): void {
    const userId = userIdOf(socket.data.standing);
    if (userId === null) return;
    this.#replace(this.#surplus(this.#held([userId])[userId] ?? []));
    if (!this.bus.reachesOthers) return;
    this.#arrived.add(userId);
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#look().catch((error: unknown) =>
        this.#log.warn({ err: error, msg: 'sockets could not be counted across nodes' }),
      );
    }, askAfterMs).unref();
  }

  beforeApplicationShutdown(): void {
    clearTimeout(this.#timer);
  }

  async #look(): Promise<void> {
    const userIds = [...this.#arrived];
    this.#arrived.clear();
    const all = [this.#held(userIds), ...(await this.bus.request('held', userIds))];
    const surplus = userIds.flatMap((userId) => this.#surplus(all.flatMap((held) => held[userId] ?? [])));
    if (surplus.length === 0) return;
    this.bus.send('replaced', surplus);
    this.#replace(surplus);
  }

  #held(userIds: readonly string[]): Record<string, HeldSocket[]> {
    return Object.fromEntries(
      userIds.flatMap((userId) => {
        const sockets = this.connections.ofUser(userId);
        if (sockets.length === 0) return [];
        return [[userId, sockets.map(({ id, data }) => ({ id, since: data.standing.since.getTime() }))]];
      }),
    );
  }

  #surplus(held: readonly HeldSocket[]): string[] {
    return held
      .toSorted((a, b) => a.since - b.since)
      .slice(0, Math.max(0, held.length - this.#perUser))
      .map(({ id }) => id);
  }

  #replace(socketIds: readonly string[]): void {
    for (const id of socketIds) {
      const socket = this.connections.get(id);
      socket?.emit('replaced', { limit: this.#perUser });
      socket?.disconnect(true);
    }
  }
}
