import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type AccessChange, accessStream, rightsIn } from '../authorization/access-changes.ts';
import { AccessChangeCount } from '../authorization/access-change-count.ts';
import { FollowedOrders } from '../authorization/followed-orders.ts';
import { Connections } from '../connections/connections.ts';
import type { LiveSocket } from '../connections/socket-session.ts';
import { StreamSubscriber } from '../streams/stream-subscriber.ts';
import { Revocation } from './revocation.ts';
import { SocketSessions } from './socket-sessions.ts';

/**
 * Applies changes of rights to live sockets. Access changes are entries of the log. Every node applies them in log order,
 * so an event published after a change is delivered only under the new rights. Without this class a socket would keep the
 * rights that its user had on connect.
 */
@Injectable()
export class LiveAccess implements OnModuleInit {
  constructor(
    private readonly subscriber: StreamSubscriber,
    private readonly connections: Connections,
    private readonly followedOrders: FollowedOrders,
    private readonly changeCount: AccessChangeCount,
    private readonly socketSessions: SocketSessions,
    private readonly revocation: Revocation,
  ) {}

  onModuleInit(): void {
    // An order that has ended narrows who may follow it, so its sockets are checked again.
    this.subscriber.onPublication((publication) => {
      const endedOrderId = this.followedOrders.apply(publication);
      if (endedOrderId !== null) this.revocation.recheckOrder(endedOrderId);
    });
    this.subscriber.onInternal(accessStream, ({ data }) => this.#apply(data as AccessChange));
  }

  #apply(change: AccessChange): void {
    this.changeCount.advance();
    if ('userId' in change) this.socketSessions.forgetRights(change);
    switch (change.kind) {
      case 'session_ended':
        for (const socket of this.connections.ofUser(change.userId))
          if (sessionIdOf(socket) === change.sessionId) this.revocation.close(socket, 'session_ended');
        break;
      case 'user_disabled':
        for (const socket of this.connections.ofUser(change.userId))
          this.revocation.close(socket, 'user_disabled');
        break;
      case 'key_revoked':
        this.socketSessions.forgetKey(change.keyId);
        for (const socket of this.connections.ofUser(change.keyId))
          this.revocation.close(socket, 'key_revoked');
        break;
      case 'membership': {
        const { userId } = change;
        const rights = rightsIn(change);
        for (const socket of this.connections.ofUser(userId))
          this.socketSessions.changeRights(socket, rights);
        break;
      }
      case 'account':
        break;
      case 'courier':
        this.followedOrders.assignCourier(change.orderId, change.courierId, change.version);
        this.revocation.recheckOrder(change.orderId);
        break;
    }
  }
}

function sessionIdOf({ data }: LiveSocket): string | null {
  const { caller } = data.socketSession;
  return caller?.kind === 'user' ? caller.sessionId : null;
}
