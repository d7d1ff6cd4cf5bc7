import { Injectable } from '@nestjs/common';
import { isStaff, room } from '@passline/contracts';
import { Connections } from './connections/connections.ts';
import { Membership } from './connections/membership.ts';
import { Peers } from './delivery/peers.ts';

/**
 * Which restaurants have a screen that is connected, and which couriers a telephone. Being connected is no receipt: a
 * screen that froze is still connected, and only the console itself can say that an alarm has reached it.
 */
@Injectable()
export class Presence {
  constructor(
    private readonly connections: Connections,
    private readonly membership: Membership,
    private readonly peers: Peers,
  ) {
    peers.on('screens', (restaurantIds) => this.#screensHere(restaurantIds));
    peers.on('couriers', () => this.#couriersHere());
  }

  async screensOf(restaurantId: string): Promise<number> {
    return (await this.screens([restaurantId]))[restaurantId] ?? 0;
  }

  /** How many each of them has, over all nodes that answer in time. */
  async screens(restaurantIds: readonly string[]): Promise<Record<string, number>> {
    const all = [this.#screensHere(restaurantIds), ...(await this.peers.ask('screens', restaurantIds))];
    return Object.fromEntries(
      restaurantIds.map((id) => [id, all.reduce((sum, counts) => sum + (counts[id] ?? 0), 0)]),
    );
  }

  async couriers(): Promise<Set<string>> {
    return new Set([this.#couriersHere(), ...(await this.peers.ask('couriers', null))].flat());
  }

  #screensHere(restaurantIds: readonly string[]): Record<string, number> {
    return Object.fromEntries(
      restaurantIds.map((id) => [
        id,
        this.membership
          .listenersOf(room.restaurant(id))
          .filter(({ data: { standing } }) => standing.caller && isStaff(standing.caller.role)).length,
      ]),
    );
  }

  #couriersHere(): string[] {
    return [...this.connections.standings()].flatMap(({ caller }) =>
      caller?.role === 'courier' ? [caller.id] : [],
    );
  }
}
