import { Injectable } from '@nestjs/common';
import { NodeBus } from '../cluster/node-bus.ts';
import { Connections } from './connections.ts';

declare module '../cluster/node-bus.ts' {
  interface NodeMessages {
    /** Who of these users is connected to the other node, or when they were last. */
    user_presence: { message: readonly string[]; answer: Record<string, UserSeen> };
  }
}

/** `lastSeenAt`: milliseconds; null: not since this node started, or too long ago. */
interface UserSeen {
  online: boolean;
  lastSeenAt: number | null;
}
export interface Seen {
  online: boolean;
  /** Null while online, and when it is unknown. */
  lastSeenAt: string | null;
}

const mostLeft = 10_000;
const minuteMs = 60_000;

/** Nobody needs to know it to the second. */
export const seen = (online: boolean, lastSeenAt: number | null): Seen => ({
  online,
  lastSeenAt:
    online || lastSeenAt === null
      ? null
      : new Date(Math.floor(lastSeenAt / minuteMs) * minuteMs).toISOString(),
});

/**
 * Whether users are connected, to any node that answers in time, and when they were last. It is kept in memory only: nothing
 * that is stored shows when a customer or a courier looked at their telephone.
 */
@Injectable()
export class UserPresence {
  /** When users disconnected from this node, the earliest first. */
  readonly #left = new Map<string, number>();

  constructor(
    private readonly connections: Connections,
    private readonly bus: NodeBus,
  ) {
    bus.on('user_presence', (userIds) => this.#onThisNode(userIds));
  }

  left(userId: string): void {
    this.#left.delete(userId);
    this.#left.set(userId, Date.now());
    const [earliest] = this.#left.keys();
    if (this.#left.size > mostLeft && earliest !== undefined) this.#left.delete(earliest);
  }

  async of(userIds: readonly string[]): Promise<Map<string, Seen>> {
    if (userIds.length === 0) return new Map();
    const nodes = [this.#onThisNode(userIds), ...(await this.bus.request('user_presence', userIds))];
    return new Map(
      userIds.map((id) => {
        const times = nodes.flatMap((users) => users[id]?.lastSeenAt ?? []);
        return [
          id,
          seen(
            nodes.some((users) => users[id]?.online),
            times.length > 0 ? Math.max(...times) : null,
          ),
        ];
      }),
    );
  }

  #onThisNode(userIds: readonly string[]): Record<string, UserSeen> {
    return Object.fromEntries(
      userIds.map((id) => [
        id,
        { online: this.connections.ofUser(id).length > 0, lastSeenAt: this.#left.get(id) ?? null },
      ]),
    );
  }
}
