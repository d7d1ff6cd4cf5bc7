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
 * Takes rights away from live sockets as soon as they are gone. Changes of rights are entries of the log, which every
 * node applies in its order: nothing that was published after one can be delivered before it. Without it a socket would
 * keep receiving what its user could receive when they connected.
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
    private readonly meters: SocketMetrics,
    private readonly presence: PresenceReport,
  ) {}

  onModuleInit(): void {
    this.subscriber.onPublication((publication) => {
      const over = this.orders.heard(publication);
      if (over !== null) this.#revisitAll(over);
    });
    this.subscriber.onInternal(accessStream, ({ data }) => this.apply(data as AccessChange));
  }

  apply(change: AccessChange): void {
    this.version.advance();
    switch (change.kind) {
      case 'session_ended':
        for (const socket of this.connections.ofUser(change.userId))
          if (socket.data.standing.caller?.sessionId === change.sessionId)
            this.close(socket, 'session_ended');
        break;
      case 'user_disabled':
        for (const socket of this.connections.ofUser(change.userId)) this.close(socket, 'user_disabled');
        break;
      case 'membership':
        for (const socket of this.connections.ofUser(change.userId)) this.#become(socket, change);
        break;
      case 'courier':
        this.orders.hasCourier(change.orderId, change.courierId, change.version);
        this.#revisitAll(change.orderId);
        break;
    }
  }

  /** Who a token says it is, as the store knows them now, on a socket that stays. */
  async renew(socket: LiveSocket, token: string): Promise<Caller> {
    const caller = await this.identity.of(token);
    const { principal } = socket.data.standing;
    if (principal.kind !== 'user' || caller.id !== principal.id)
      throw new Refusal('forbidden', 'This token is of somebody else: connect anew with it.');
    this.take(socket, caller);
    return caller;
  }

  /** What was read while rights changed is read again. */
  async makeSure(socket: LiveSocket): Promise<void> {
    const { caller, asOf } = socket.data.standing;
    if (asOf === this.version.current || caller === null) return;
    try {
      const readAt = this.version.current;
      this.take(socket, await this.identity.again(caller), readAt);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.close(socket, error.code);
    }
  }

  take(socket: LiveSocket, caller: Caller, asOf = this.version.current): void {
    const { standing } = socket.data;
    const before = automaticRooms(standing);
    socket.data.standing = {
      ...standing,
      caller,
      principal: principalOf(caller),
      expiresAt: caller.tokenExpiresAt,
      asOf,
    };
    this.#revisit(socket);
    this.presence.changed();
    const gained = automaticRooms(socket.data.standing).filter((name) => !before.includes(name));
    if (gained.length > 0) this.#enter(socket, gained);
  }

  #revisitAll(orderId: string): void {
    for (const socket of this.listeners.of(room.order(orderId))) this.#revisit(socket);
  }

  /** Leaves every room that is no longer theirs, and those of participants for those of watchers. */
  #revisit(socket: LiveSocket): void {
    const { principal } = socket.data.standing;
    for (const inside of [...socket.rooms]) {
      if (inside === socket.id) continue;
      const hearing = this.policy.askAgain(principal, outsideNameOf(inside));
      if (!hearing.allowed) this.revoke(socket, inside, 'access_changed');
      else if (insideNameOf(hearing) !== inside) {
        void socket.join(insideNameOf(hearing));
        void socket.leave(inside);
      }
    }
  }

  #enter(socket: LiveSocket, gained: string[]): void {
    this.turns
      .take(socket, () => this.membership.register(socket, gained))
      .catch((error: unknown) => {
        this.#log.error({ err: error, msg: 'a socket could not enter its new rooms' });
        // It comes back, and is let in as whoever it is by then.
        socket.conn.close();
      });
  }

  revoke(socket: LiveSocket, inside: string, reason: string): void {
    void socket.leave(inside);
    this.meters.revoked.inc({ reason });
    socket.emit('access:revoked', { room: outsideNameOf(inside), reason });
  }

  close(socket: LiveSocket, reason: string): void {
    this.meters.revoked.inc({ reason });
    socket.emit('access:revoked', { reason });
    socket.disconnect(true);
  }

  /** Tokens that have run out, and orders that have been over for a while. */
  expire(now: Date, graceMs: number): void {
    for (const socket of this.connections.all())
      if (socket.data.standing.expiresAt <= now) this.close(socket, 'token_expired');
    for (const name of this.orders.overFor(graceMs).map(room.order))
      for (const socket of this.listeners.of(name))
        for (const inside of [name, watchersOf(name)])
          if (socket.rooms.has(inside)) this.revoke(socket, inside, 'order_closed');
  }

  #become(socket: LiveSocket, { role, restaurantId }: { role: Role; restaurantId: string | null }): void {
    const { caller } = socket.data.standing;
    if (caller) this.take(socket, { ...caller, role, restaurantId });
  }
}

const principalOf = ({ id, role, restaurantId }: Caller): Extract<Principal, { kind: 'user' }> => ({
  kind: 'user',
  id,
  role,
  restaurantId,
});
