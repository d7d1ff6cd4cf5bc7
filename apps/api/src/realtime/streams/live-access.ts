import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { type Principal, type Role, Refusal, room } from '@passline/contracts';
import type { Caller } from '../../common/access/caller.ts';
import { Identity } from '../../modules/auth/identity.ts';
import { Connections } from '../connections/connections.ts';
import { StreamListeners } from '../connections/stream-listeners.ts';
import { Membership } from './membership.ts';
import { Turns } from '../delivery/turns.ts';
import { type LiveSocket, automaticRooms, outsideNameOf, watchersOf } from '../connections/socket-session.ts';
import { StreamSubscriber } from './stream-subscriber.ts';
import { PresenceReport } from '../delivery/presence-report.ts';
import { SocketMetrics } from '../metrics/socket-metrics.ts';
import { type AccessChange, accessStream } from '../authorization/access-changes.ts';
import { AccessVersion } from '../authorization/access-version.ts';
import { OrdersHere } from '../authorization/orders-here.ts';
import { RoomPolicy, insideNameOf } from '../authorization/room-policy.ts';

/**
 * Applies changes of rights to live sockets. They are log entries, which every node applies in the order of the log, so
 * nothing published after a change is delivered before it. Without this class a socket would keep the rights that its
 * user had on connect.
 */
@Injectable()
export class LiveAccess implements OnModuleInit {
  readonly #log = new Logger(LiveAccess.name);

  constructor(
    private readonly subscriber: StreamSubscriber,
    private readonly connections: Connections,
    private readonly membership: Membership,
    private readonly listeners: StreamListeners,
    private readonly identity: Identity,
    private readonly policy: RoomPolicy,
    private readonly orders: OrdersHere,
    private readonly version: AccessVersion,
    private readonly turns: Turns,
    private readonly metrics: SocketMetrics,
    private readonly presence: PresenceReport,
  ) {}

  onModuleInit(): void {
    this.subscriber.onPublication((publication) => {
      const endedOrderId = this.orders.apply(publication);
      if (endedOrderId !== null) this.#revisitAll(endedOrderId);
    });
    this.subscriber.onInternal(accessStream, ({ data }) => this.apply(data as AccessChange));
  }

  apply(change: AccessChange): void {
    this.version.advance();
    switch (change.kind) {
      case 'session_ended':
        for (const socket of this.connections.ofUser(change.userId))
          if (socket.data.socketSession.caller?.sessionId === change.sessionId)
            this.close(socket, 'session_ended');
        break;
      case 'user_disabled':
        for (const socket of this.connections.ofUser(change.userId)) this.close(socket, 'user_disabled');
        break;
      case 'membership':
        for (const socket of this.connections.ofUser(change.userId)) this.#changeMembership(socket, change);
        break;
      case 'courier':
        this.orders.hasCourier(change.orderId, change.courierId, change.version);
        this.#revisitAll(change.orderId);
        break;
    }
  }

  /** Continues a live socket under a new token of the same user, with the rights that the store has now. */
  async renew(socket: LiveSocket, token: string): Promise<Caller> {
    const caller = await this.identity.of(token);
    const { principal } = socket.data.socketSession;
    if (principal.kind !== 'user' || caller.id !== principal.id)
      throw new Refusal('forbidden', 'This token belongs to another user. Open a new connection with it.');
    this.adopt(socket, caller);
    return caller;
  }

  /** Reads the rights again if any rights changed since the handshake read them. */
  async ensureCurrent(socket: LiveSocket): Promise<void> {
    const { caller, asOf } = socket.data.socketSession;
    if (asOf === this.version.current || caller === null) return;
    try {
      const readAt = this.version.current;
      this.adopt(socket, await this.identity.again(caller), readAt);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.close(socket, error.code);
    }
  }

  adopt(socket: LiveSocket, caller: Caller, asOf = this.version.current): void {
    const { socketSession } = socket.data;
    const before = automaticRooms(socketSession);
    socket.data.socketSession = {
      ...socketSession,
      caller,
      principal: principalOf(caller),
      expiresAt: caller.tokenExpiresAt,
      asOf,
    };
    this.#revisit(socket);
    this.presence.changed();
    const gained = automaticRooms(socket.data.socketSession).filter((name) => !before.includes(name));
    if (gained.length > 0) this.#enter(socket, gained);
  }

  #revisitAll(orderId: string): void {
    for (const socket of this.listeners.of(room.order(orderId))) this.#revisit(socket);
  }

  /** Removes the socket from rooms that it may not be in any more, and moves it between participants and watchers. */
  #revisit(socket: LiveSocket): void {
    const { principal } = socket.data.socketSession;
    for (const inside of [...socket.rooms]) {
      if (inside === socket.id) continue;
      const verdict = this.policy.askAgain(principal, outsideNameOf(inside));
      if (!verdict.allowed) this.revoke(socket, inside, 'access_changed');
      else if (insideNameOf(verdict) !== inside) {
        void socket.join(insideNameOf(verdict));
        void socket.leave(inside);
      }
    }
  }

  #enter(socket: LiveSocket, gained: string[]): void {
    this.turns
      .take(socket, () => this.membership.register(socket, gained))
      .catch((error: unknown) => {
        this.#log.error({ err: error, msg: 'socket could not join its new rooms' });
        // The client reconnects with its current rights.
        socket.conn.close();
      });
  }

  revoke(socket: LiveSocket, inside: string, reason: string): void {
    void socket.leave(inside);
    this.metrics.revoked.inc({ reason });
    socket.emit('access:revoked', { room: outsideNameOf(inside), reason });
  }

  close(socket: LiveSocket, reason: string): void {
    this.metrics.revoked.inc({ reason });
    socket.emit('access:revoked', { reason });
    socket.disconnect(true);
  }

  /** Closes sockets with expired tokens, and empties the rooms of orders that ended at least `graceMs` ago. */
  expire(now: Date, graceMs: number): void {
    for (const socket of this.connections.all())
      if (socket.data.socketSession.expiresAt <= now) this.close(socket, 'token_expired');
    for (const name of this.orders.endedFor(graceMs).map(room.order))
      for (const socket of this.listeners.of(name))
        for (const inside of [name, watchersOf(name)])
          if (socket.rooms.has(inside)) this.revoke(socket, inside, 'order_closed');
  }

  #changeMembership(
    socket: LiveSocket,
    { role, restaurantId }: { role: Role; restaurantId: string | null },
  ): void {
    const { caller } = socket.data.socketSession;
    if (caller) this.adopt(socket, { ...caller, role, restaurantId });
  }
}

const principalOf = ({ id, role, restaurantId }: Caller): Extract<Principal, { kind: 'user' }> => ({
  kind: 'user',
  id,
  role,
  restaurantId,
});
