import { Injectable } from '@nestjs/common';
import type { RestaurantPresence } from '@passline/contracts';
import { ReadCache } from '../../infrastructure/database/read-cache.ts';
import { PresenceRepository } from './presence.repository.ts';
import type { NodePresence } from './presence.schema.ts';

/** The interval of heartbeats. After three missed ones a node counts as dead. */
export const heartbeatMs = 5_000;
const silentMs = 3 * heartbeatMs;

export type Here = Omit<NodePresence, '_id' | 'at'>;

/**
 * Which restaurants have a connected screen, and which couriers a connected telephone, on any node. Each node reports to
 * the store, so this works without messages between nodes. A connection is no receipt: a frozen screen is still connected,
 * and only the console can confirm an alarm. The connections of a dead node count for up to fifteen seconds.
 */
@Injectable()
export class Presence {
  readonly #cache = new ReadCache<NodePresence[]>();

  constructor(private readonly nodes: PresenceRepository) {}

  async of(restaurantId: string): Promise<RestaurantPresence> {
    return (await this.ofAll([restaurantId])).get(restaurantId) ?? { screens: 0, lastSeenAt: null };
  }

  async ofAll(restaurantIds: readonly string[]): Promise<Map<string, RestaurantPresence>> {
    const now = Date.now();
    const [nodes, left] = await Promise.all([this.#nodes(), this.nodes.lastSeenOf(restaurantIds)]);
    const present = new Map<string, RestaurantPresence>();
    for (const id of restaurantIds) {
      let screens = 0;
      let last = left.get(id)?.getTime() ?? 0;
      for (const node of nodes) {
        const count = node.screens.find(({ restaurantId }) => restaurantId === id)?.count ?? 0;
        if (isAlive(node, now)) screens += count;
        else if (count > 0) last = Math.max(last, node.at.getTime());
      }
      present.set(id, {
        screens,
        lastSeenAt: screens > 0 || last === 0 ? null : new Date(last).toISOString(),
      });
    }
    return present;
  }

  async screensOf(restaurantId: string): Promise<number> {
    const now = Date.now();
    const nodes = (await this.#nodes()).filter((node) => isAlive(node, now));
    return nodes
      .flatMap(({ screens }) => screens)
      .reduce((sum, screen) => sum + (screen.restaurantId === restaurantId ? screen.count : 0), 0);
  }

  async couriers(): Promise<ReadonlySet<string>> {
    const now = Date.now();
    return new Set((await this.#nodes()).flatMap((node) => (isAlive(node, now) ? node.couriers : [])));
  }

  /** Stores the report of a node. `left`: restaurants whose last screen on this node has disconnected. */
  async report(node: string, here: Here, left: readonly string[]): Promise<void> {
    const at = new Date();
    await this.nodes.report({ _id: node, at, ...here });
    await this.nodes.leftAt(left, at);
    this.#cache.forget('nodes');
  }

  /** False: the node was removed as dead meanwhile, and must send a full report. */
  heartbeat(node: string): Promise<boolean> {
    return this.nodes.touch(node, new Date());
  }

  async leave(node: string, here: Here): Promise<void> {
    const removed = await this.nodes.remove(node);
    if (removed)
      await this.nodes.leftAt(
        here.screens.map(({ restaurantId }) => restaurantId),
        new Date(),
      );
    this.#cache.forget('nodes');
  }

  /** Removes dead nodes. Returns the restaurants that had a screen there. */
  async removeDead(): Promise<string[]> {
    const before = new Date(Date.now() - silentMs);
    const lost: string[] = [];
    for (const { _id, at, screens } of await this.nodes.all()) {
      if (at > before || !(await this.nodes.remove(_id, before))) continue;
      const restaurantIds = screens.map(({ restaurantId }) => restaurantId);
      await this.nodes.leftAt(restaurantIds, at);
      lost.push(...restaurantIds);
    }
    if (lost.length > 0) this.#cache.forget('nodes');
    return lost;
  }

  #nodes(): Promise<NodePresence[]> {
    return this.#cache.get('nodes', () => this.nodes.all());
  }
}

const isAlive = ({ at }: NodePresence, now: number): boolean => now - at.getTime() <= silentMs;
