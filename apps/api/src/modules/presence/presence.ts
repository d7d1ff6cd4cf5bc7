import { Injectable } from '@nestjs/common';
import type { RestaurantPresence } from '@passline/contracts';
import { Recent } from '../../infrastructure/database/recent.ts';
import { PresenceRepository } from './presence.repository.ts';
import type { NodePresence } from './presence.schema.ts';

/** How often a node says that it is there; after three times of silence it is not. */
export const heartbeatMs = 5_000;
const silentMs = 3 * heartbeatMs;

export type Here = Omit<NodePresence, '_id' | 'at'>;

/**
 * Which restaurants have a screen that is connected, and which couriers a telephone: on any node, as each has said in
 * the store, so that it needs no way between nodes. Being connected is no receipt: a screen that froze is still
 * connected, and only the console itself can say that an alarm has reached it. A node that dies is believed for
 * fifteen seconds more.
 */
@Injectable()
export class Presence {
  readonly #recent = new Recent<NodePresence[]>();

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
        if (isThere(node, now)) screens += count;
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
    const nodes = (await this.#nodes()).filter((node) => isThere(node, now));
    return nodes
      .flatMap(({ screens }) => screens)
      .reduce((sum, screen) => sum + (screen.restaurantId === restaurantId ? screen.count : 0), 0);
  }

  async couriers(): Promise<ReadonlySet<string>> {
    const now = Date.now();
    return new Set((await this.#nodes()).flatMap((node) => (isThere(node, now) ? node.couriers : [])));
  }

  /** What a node has to say about itself; `left` had a screen there and have none any more. */
  async report(node: string, here: Here, left: readonly string[]): Promise<void> {
    const at = new Date();
    await this.nodes.report({ _id: node, at, ...here });
    await this.nodes.leftAt(left, at);
    this.#recent.forget('nodes');
  }

  /** False: it was taken for dead meanwhile, and has to report anew. */
  stillHere(node: string): Promise<boolean> {
    return this.nodes.stillHere(node, new Date());
  }

  async leave(node: string, here: Here): Promise<void> {
    const removed = await this.nodes.remove(node);
    if (removed)
      await this.nodes.leftAt(
        here.screens.map(({ restaurantId }) => restaurantId),
        new Date(),
      );
    this.#recent.forget('nodes');
  }

  /** Writes off the nodes that died; answers the restaurants that had a screen there. */
  async writeOffSilent(): Promise<string[]> {
    const before = new Date(Date.now() - silentMs);
    const lost: string[] = [];
    for (const { _id, at, screens } of await this.nodes.all()) {
      if (at > before || !(await this.nodes.remove(_id, before))) continue;
      const restaurantIds = screens.map(({ restaurantId }) => restaurantId);
      await this.nodes.leftAt(restaurantIds, at);
      lost.push(...restaurantIds);
    }
    if (lost.length > 0) this.#recent.forget('nodes');
    return lost;
  }

  #nodes(): Promise<NodePresence[]> {
    return this.#recent.get('nodes', () => this.nodes.all());
  }
}

const isThere = ({ at }: NodePresence, now: number): boolean => now - at.getTime() <= silentMs;
