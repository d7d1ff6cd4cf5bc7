import { Injectable } from '@nestjs/common';
import {
  type Action,
  type OrderFacts,
  type VolatileEventName,
  type WirePayload,
  may,
  parseRoom,
} from '@passline/contracts';
import type { Namespace } from 'socket.io';
import { OrdersHere } from '../access/orders-here.ts';
import { Membership } from '../connections/membership.ts';
import type { LiveSocket } from '../connections/standing.ts';
import { SlowSockets } from '../connections/slow-sockets.ts';
import { SocketMeters } from '../socket-meters.ts';
import { Holds } from './holds.ts';
import { Peers } from './peers.ts';

/** What is true for a moment: not stored, not repeated, not worth waiting for. */
export type Passed = {
  [N in VolatileEventName]: { event: N; payload: WirePayload<N>; rooms: string[]; except?: string };
}[VolatileEventName];

type OrderAction = Extract<Action, 'order:read' | 'order:position' | 'order:chat'>;

/** What a listener in an order's room needs to be told. A right can end while its holder stays in the room. */
const needs: Record<VolatileEventName, OrderAction> = {
  'delivery:location:update': 'order:position',
  'chat:typing': 'order:chat',
  'system:stats': 'order:read',
  'restaurant:presence': 'order:read',
};

/**
 * Passes on what is volatile, to whom it is for at this moment. A socket that has not yet taken what it was sent
 * before gets nothing: the next position is worth more than this one.
 */
@Injectable()
export class Passing {
  #namespace: Namespace | undefined;

  constructor(
    private readonly membership: Membership,
    private readonly orders: OrdersHere,
    private readonly holds: Holds,
    private readonly slow: SlowSockets,
    private readonly peers: Peers,
    private readonly meters: SocketMeters,
  ) {
    peers.on('passed', (passed) => this.sayHere(passed));
  }

  attach(namespace: Namespace): void {
    this.#namespace = namespace;
  }

  say(passed: Passed): void {
    this.sayHere(passed);
    this.peers.tell('passed', passed);
  }

  sayHere({ event, payload, rooms, except }: Passed): void {
    const listeners = new Set(rooms.flatMap((name) => this.#listenersOf(name, needs[event])));
    const ready: string[] = [];
    for (const socket of listeners)
      if (socket.id === except) continue;
      else if (this.holds.has(socket.id)) this.meters.dropped.inc({ reason: 'catching_up' });
      else if (this.slow.isSlow(socket)) this.meters.dropped.inc({ reason: 'slow' });
      else ready.push(socket.id);
    if (ready.length === 0) return;
    this.#namespace?.local.to(ready).volatile.emit(event, payload);
    this.meters.sentOut(event, ready.length);
  }

  #listenersOf(name: string, action: OrderAction): LiveSocket[] {
    const listeners = this.membership.listenersOf(name);
    const parsed = parseRoom(name);
    if (parsed?.kind !== 'order') return listeners;
    const order: OrderFacts | undefined = this.orders.get(parsed.id);
    return order ? listeners.filter(({ data }) => may(data.standing.principal, action, order)) : [];
  }
}
