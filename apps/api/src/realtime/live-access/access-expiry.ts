import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { room } from '@passline/contracts';
import { CONFIG } from '../../common/config/config.module.ts';
import type { Config } from '../../common/config/env.ts';
import { FollowedOrders } from '../authorization/followed-orders.ts';
import { Connections } from '../connections/connections.ts';
import { isKey, watchersOf } from '../connections/socket-session.ts';
import { StreamListeners } from '../connections/stream-listeners.ts';
import { Revocation } from './revocation.ts';

const checkEveryMs = 1_000;

/** Ends the access that only time ends: it closes sockets with expired tokens or keys and empties the rooms of closed orders. */
@Injectable()
export class AccessExpiry implements OnApplicationBootstrap {
  constructor(
    private readonly connections: Connections,
    private readonly orders: FollowedOrders,
    private readonly listeners: StreamListeners,
    private readonly revocation: Revocation,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  onApplicationBootstrap(): void {
    this.connections.whileAny(checkEveryMs, () => this.#check());
  }

  #check(): void {
    const now = new Date();
    for (const socket of this.connections.all())
      if (socket.data.socketSession.expiresAt <= now)
        this.revocation.close(socket, isKey(socket) ? 'key_expired' : 'token_expired');
    for (const name of this.orders.endedFor(this.config.sockets.closedOrderMs).map(room.order))
      for (const socket of this.listeners.of(name))
        for (const internalName of [name, watchersOf(name)])
          if (socket.rooms.has(internalName)) this.revocation.leave(socket, internalName, 'order_closed');
  }
}
