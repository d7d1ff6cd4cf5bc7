import { Injectable } from '@nestjs/common';
import type { RestaurantPresence } from '@passline/contracts';
import { ReadCache } from '../../infrastructure/database/read-cache.ts';
import { PresenceRepository } from './presence.repository.ts';
import type { NodePresence } from './presence.schema.ts';

/** The interval of heartbeats. After three missed ones a node counts as dead. */
export const heartbeatMs = 5_000;
const deadAfterMs = 3 * heartbeatMs;

export type NodeReport = Omit<NodePresence, '_id' | 'at'>;

/**
 * Which restaurants have a connected console, and which couriers a connected telephone, on any node. Each node reports to
 * the store, so this works without messages between nodes. A connected console has not necessarily shown an alarm: a
 * frozen one stays connected. Only its confirmation proves that. The connections of a dead node count for up to fifteen
 * seconds.
 */
@Injectable()
export class Presence {
  readonly #cache = new ReadCache<NodePresence[]>();

  constructor(private readonly repository: PresenceRepository) {}

  async of(restaurantId: string): Promise<RestaurantPresence> {
    return (await this.ofAll([restaurantId])).get(restaurantId) ?? { screens: 0, lastSeenAt: null };
  }

  async ofAll(restaurantIds: readonly string[]): Promise<Map<string, RestaurantPresence>> {
    const now = Date.now();
    const [nodes, lastSeen] = await Promise.all([
      this.#allNodes(),
      this.repository.lastSeenOf(restaurantIds),
    ]);
    const present = new Map<string, RestaurantPresence>();
    for (const id of restaurantIds) {
      let screens = 0;
      let last = lastSeen.get(id)?.getTime() ?? 0;
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
    const nodes = (await this.#allNodes()).filter((node) => isAlive(node, now));
    return nodes
      .flatMap(({ screens }) => screens)
      .reduce((sum, screen) => sum + (screen.restaurantId === restaurantId ? screen.count : 0), 0);
  }

  async connectedCouriers(): Promise<ReadonlySet<string>> {
    const now = Date.now();
    return new Set((await this.#allNodes()).flatMap((node) => (isAlive(node, now) ? node.couriers : [])));
  }

  /** Stores the report of a node. `disconnectedRestaurants`: those whose last console on this node has disconnected. */
  async report(node: string, report: NodeReport, disconnectedRestaurants: readonly string[]): Promise<void> {
    const at = new Date();
    await this.repository.report({ _id: node, at, ...report });
    await this.repository.leftAt(disconnectedRestaurants, at);
    this.#cache.forget('nodes');
  }

  /** Returns false if other nodes removed this node as dead. It must then send a full report. */
  heartbeat(node: string): Promise<boolean> {
    return this.repository.touch(node, new Date());
  }

  /** Removes this node on shutdown. */
  async leave(node: string, report: NodeReport): Promise<void> {
    const removed = await this.repository.remove(node);
    if (removed)
      await this.repository.leftAt(
        report.screens.map(({ restaurantId }) => restaurantId),
        new Date(),
      );
    this.#cache.forget('nodes');
  }

  /** Removes dead nodes. Returns the restaurants that had a connected console there. */
  async removeDead(): Promise<string[]> {
    const before = new Date(Date.now() - deadAfterMs);
    const lost: string[] = [];
    for (const { _id, at, screens } of await this.repository.all()) {
      if (at > before || !(await this.repository.remove(_id, before))) continue;
      const restaurantIds = screens.map(({ restaurantId }) => restaurantId);
      await this.repository.leftAt(restaurantIds, at);
      lost.push(...restaurantIds);
    }
    if (lost.length > 0) this.#cache.forget('nodes');
    return lost;
  }

  #allNodes(): Promise<NodePresence[]> {
    return this.#cache.get('nodes', () => this.repository.all());
  }
}

const isAlive = ({ at }: NodePresence, now: number): boolean => now - at.getTime() <= deadAfterMs;
