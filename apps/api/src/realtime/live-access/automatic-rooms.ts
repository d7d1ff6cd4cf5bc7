import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type WirePayload, isFinal, parseRoom, room } from '@passline/contracts';
import type { SequencedPublication } from '@passline/event-log';
import { OrderAccess } from '../../modules/orders/order.access.ts';
import { Connections } from '../connections/connections.ts';
import { type LiveSocket, automaticRooms, roomsOf, userIdOf } from '../connections/socket-session.ts';
import { SocketQueue } from '../delivery/socket-queue.ts';
import { RoomMembership } from '../streams/room-membership.ts';
import { StreamSubscriber } from '../streams/stream-subscriber.ts';

/** Why a socket is in storefronts: it joined them, or its user has an open order there. */
interface Reasons {
  joined: Set<string>;
  /** The restaurant of each open order. */
  orders: Map<string, string>;
  /** Orders that ended while the open ones are being read: the read may still return them. Null: no read. */
  ended: Set<string> | null;
}

/**
 * Joins sockets to their automatic rooms. The storefronts among them change while a socket is connected: a customer is in
 * those with an open order. A socket leaves a storefront when its last reason to be there ends, so the end of an order
 * does not remove a socket that joined by command.
 */
@Injectable()
export class AutomaticRooms implements OnModuleInit {
  readonly #reasons = new WeakMap<LiveSocket, Reasons>();

  constructor(
    private readonly orders: OrderAccess,
    private readonly connections: Connections,
    private readonly membership: RoomMembership,
    private readonly subscriber: StreamSubscriber,
    private readonly queue: SocketQueue,
  ) {}

  onModuleInit(): void {
    this.subscriber.onPublication((publication) => this.#follow(publication));
  }

  /** Joins the socket to these rooms and to the storefronts of its user's open orders, and emits `registered`. */
  async register(socket: LiveSocket, names: readonly string[]): Promise<void> {
    const restaurants = isCustomer(socket) ? await this.#withOpenOrder(socket) : [];
    if (!socket.connected) return;
    const storefronts = restaurants.map((id) => room.storefront(id));
    await this.membership.register(socket, [...names, ...storefronts]);
    for (const id of restaurants) this.#leaveUnlessDue(socket, id);
  }

  /** The user's role changed: the socket leaves the storefronts for which the role was the reason. */
  changed(socket: LiveSocket): void {
    if (!isCustomer(socket)) this.#of(socket).orders.clear();
    for (const name of roomsOf(socket)) {
      const parsed = parseRoom(name);
      if (parsed?.kind === 'storefront') this.#leaveUnlessDue(socket, parsed.id);
    }
  }

  /**
   * The socket chooses a storefront by command, so it no longer receives those of all restaurants. `join` joins the room.
   */
  async choose<T>(socket: LiveSocket, restaurantId: string, join: () => Promise<T>): Promise<T> {
    const { joined } = this.#of(socket);
    const before = joined.has(restaurantId);
    joined.add(restaurantId);
    try {
      const answer = await join();
      await this.#narrow(socket);
      return answer;
    } catch (error) {
      if (!before) this.leave(socket, restaurantId);
      throw error;
    }
  }

  leave(socket: LiveSocket, restaurantId: string): void {
    this.#of(socket).joined.delete(restaurantId);
    this.#leaveUnlessDue(socket, restaurantId);
  }

  /** The socket is in both rooms for a moment, so it misses nothing; an event reaches it once all the same. */
  async #narrow(socket: LiveSocket): Promise<void> {
    if (socket.data.socketSession.storefronts === 'joined') return;
    await this.membership.enter(socket, room.everyone);
    socket.data.socketSession = { ...socket.data.socketSession, storefronts: 'joined' };
    this.membership.leave(socket, room.public);
  }

  #follow({ type, data, streams }: SequencedPublication): void {
    if (type === 'order:new') {
      const { orderId, restaurantId } = data as WirePayload<typeof type>;
      for (const socket of this.#customers(streams)) this.#begin(socket, orderId, restaurantId);
    } else if (type === 'order:status:update') {
      const { orderId, restaurantId, oldStatus, status } = data as WirePayload<typeof type>;
      if (isFinal(status))
        for (const socket of this.#customers(streams)) this.#end(socket, orderId, restaurantId);
      else if (isFinal(oldStatus))
        for (const socket of this.#customers(streams)) this.#begin(socket, orderId, restaurantId);
    }
  }

  #begin(socket: LiveSocket, orderId: string, restaurantId: string): void {
    const reasons = this.#of(socket);
    reasons.orders.set(orderId, restaurantId);
    const name = room.storefront(restaurantId);
    if (socket.rooms.has(name)) return;
    this.queue.runOrReconnect(socket, 'socket could not join a storefront', async () => {
      if (this.#isDue(socket, restaurantId)) await this.membership.enter(socket, name);
      this.#leaveUnlessDue(socket, restaurantId);
    });
  }

  #end(socket: LiveSocket, orderId: string, restaurantId: string): void {
    const { orders, ended } = this.#of(socket);
    ended?.add(orderId);
    if (orders.delete(orderId)) this.#leaveUnlessDue(socket, restaurantId);
  }

  /** The restaurants where the customer has an open order. */
  async #withOpenOrder(socket: LiveSocket): Promise<string[]> {
    const userId = userIdOf(socket.data.socketSession);
    if (userId === null) return [];
    const reasons = this.#of(socket);
    const ended = new Set<string>();
    reasons.ended = ended;
    try {
      for (const { id, restaurantId } of await this.orders.recentOpenOf(userId))
        if (!ended.has(id)) reasons.orders.set(id, restaurantId);
    } finally {
      reasons.ended = null;
    }
    return [...new Set(reasons.orders.values())];
  }

  #leaveUnlessDue(socket: LiveSocket, restaurantId: string): void {
    if (!this.#isDue(socket, restaurantId)) this.membership.leave(socket, room.storefront(restaurantId));
  }

  #isDue(socket: LiveSocket, restaurantId: string): boolean {
    const { joined, orders } = this.#of(socket);
    return (
      joined.has(restaurantId) ||
      [...orders.values()].includes(restaurantId) ||
      automaticRooms(socket.data.socketSession).includes(room.storefront(restaurantId))
    );
  }

  /** The sockets of this node whose user placed the order: only its streams name them. */
  #customers(streams: SequencedPublication['streams']): LiveSocket[] {
    return Object.keys(streams).flatMap((name) => {
      const parsed = parseRoom(name);
      if (parsed?.kind !== 'user') return [];
      return this.connections.ofUser(parsed.id).filter((socket) => isCustomer(socket));
    });
  }

  #of(socket: LiveSocket): Reasons {
    const known = this.#reasons.get(socket);
    if (known) return known;
    const reasons: Reasons = { joined: new Set(), orders: new Map(), ended: null };
    this.#reasons.set(socket, reasons);
    return reasons;
  }
}

const isCustomer = ({ data: { socketSession } }: LiveSocket): boolean =>
  socketSession.principal.kind === 'user' && socketSession.principal.role === 'customer';
