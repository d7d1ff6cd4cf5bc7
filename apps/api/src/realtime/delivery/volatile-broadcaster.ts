import { Injectable } from '@nestjs/common';
import {
  type Action,
  type OrderFacts,
  type VolatileEventName,
  type WirePayload,
  isFinal,
  may,
  parseRoom,
  room,
} from '@passline/contracts';
import type { Namespace } from 'socket.io';
import { FollowedOrders } from '../authorization/followed-orders.ts';
import { StreamListeners } from '../connections/stream-listeners.ts';
import type { LiveSocket } from '../connections/socket-session.ts';
import { SlowConsumers } from './slow-consumers.ts';
import { SocketMetrics } from '../metrics/socket-metrics.ts';
import { CatchUpBuffer } from './catch-up-buffer.ts';
import { NodeBus } from '../cluster/node-bus.ts';

declare module '../cluster/node-bus.ts' {
  interface NodeMessages {
    volatile: { message: VolatileMessage; answer: unknown };
  }
}

/** An event that is neither stored nor repeated: only the latest value matters. */
export type VolatileMessage = {
  [N in VolatileEventName]: { event: N; payload: WirePayload<N>; rooms: string[]; except?: string };
}[VolatileEventName];

type OrderAction = Extract<Action, 'order:read' | 'order:position' | 'order:chat'>;

/** The most orders whose position waits for the status `out_for_delivery`. */
const earlyCapacity = 1_000;

/** The right that a socket in an order's room needs for each event. A right can end while the socket stays in the room. */
const needs: Record<VolatileEventName, OrderAction> = {
  'delivery:location:update': 'order:position',
  'chat:presence': 'order:chat',
  'chat:typing': 'order:chat',
  'system:stats': 'order:read',
  'restaurant:presence': 'order:read',
  'restaurant:couriers': 'order:read',
};

/**
 * Broadcasts volatile events to the sockets that may receive them now. A socket that is still busy with earlier packets
 * is skipped: the next position is worth more than this one.
 */
@Injectable()
export class VolatileBroadcaster {
  #namespace: Namespace | undefined;
  /** The newest position of each order, and the sockets here that may not see it yet. */
  readonly #early = new Map<string, { position: VolatileMessage; sockets: ReadonlySet<string> }>();

  constructor(
    private readonly listeners: StreamListeners,
    private readonly orders: FollowedOrders,
    private readonly catchUpBuffer: CatchUpBuffer,
    private readonly slow: SlowConsumers,
    private readonly bus: NodeBus,
    private readonly metrics: SocketMetrics,
  ) {
    bus.on('volatile', (message) => this.broadcastLocally(message));
    // In a microtask, so that the status event is sent first.
    orders.onOutForDelivery((orderId) => queueMicrotask(() => this.#sendEarly(orderId)));
  }

  attach(namespace: Namespace): void {
    this.#namespace = namespace;
  }

  broadcast(message: VolatileMessage): void {
    this.broadcastLocally(message);
    this.bus.send('volatile', message);
  }

  broadcastLocally(message: VolatileMessage): void {
    const { event, rooms } = message;
    const listeners = new Set(rooms.flatMap((name) => this.#listenersOf(name, needs[event])));
    this.#send(message, listeners);
    if (event === 'delivery:location:update') this.#keepEarly(message, message.payload.orderId, listeners);
  }

  #send({ event, payload, except }: VolatileMessage, listeners: Iterable<LiveSocket>): void {
    const ready: string[] = [];
    for (const socket of listeners)
      if (socket.id === except) continue;
      else if (this.catchUpBuffer.has(socket.id)) this.metrics.dropped.inc({ reason: 'catching_up' });
      else if (this.slow.isSlow(socket)) this.metrics.dropped.inc({ reason: 'slow' });
      else ready.push(socket.id);
    if (ready.length === 0) return;
    // Not Socket.IO's `volatile`: it drops the packet for a socket that is being written to, and nearly always for one
    // that uses long polling. Slow sockets are skipped above.
    this.#namespace?.local.to(ready).emit(event, payload);
    this.metrics.countSent(event, ready.length);
  }

  /**
   * A courier may report a position before this node has received the order's status `out_for_delivery`. The customer
   * may see positions from that status on, so the position waits here. Without it the position would never reach them.
   */
  #keepEarly(position: VolatileMessage, orderId: string, sent: ReadonlySet<LiveSocket>): void {
    this.#early.delete(orderId);
    const status = this.orders.get(orderId)?.status;
    if (status === undefined || status === 'out_for_delivery' || isFinal(status)) return;
    const sockets = this.listeners.of(room.order(orderId)).filter((socket) => !sent.has(socket));
    if (sockets.length === 0) return;
    this.#early.set(orderId, { position, sockets: new Set(sockets.map(({ id }) => id)) });
    for (const oldest of this.#early.keys()) {
      if (this.#early.size <= earlyCapacity) break;
      this.#early.delete(oldest);
    }
  }

  #sendEarly(orderId: string): void {
    const early = this.#early.get(orderId);
    if (!early) return;
    this.#early.delete(orderId);
    const { position, sockets } = early;
    const listeners = this.#listenersOf(room.order(orderId), needs[position.event]);
    this.#send(
      position,
      listeners.filter(({ id }) => sockets.has(id)),
    );
  }

  #listenersOf(name: string, action: OrderAction): LiveSocket[] {
    const listeners = this.listeners.of(name);
    const parsed = parseRoom(name);
    if (parsed?.kind !== 'order') return listeners;
    const order: OrderFacts | undefined = this.orders.get(parsed.id);
    return order ? listeners.filter(({ data }) => may(data.socketSession.principal, action, order)) : [];
  }
}
