import { Injectable, Logger } from '@nestjs/common';
import { LiveAccess } from '../streams/live-access.ts';
import { CatchUpBuffer } from '../delivery/catch-up-buffer.ts';
import { PresenceReport } from '../delivery/presence-report.ts';
import { SocketMetrics } from '../metrics/socket-metrics.ts';
import { ConnectionLimit } from '../connections/connection-limit.ts';
import { Connections } from '../connections/connections.ts';
import { Membership } from '../streams/membership.ts';
import { type LiveSocket, automaticRooms, userIdOf } from '../connections/socket-session.ts';
import { Turns } from '../delivery/turns.ts';

/** Registers each new socket, joins its automatic rooms, and cleans up after it disconnects. */
@Injectable()
export class ConnectionLifecycle {
  readonly #log = new Logger('Sockets');

  constructor(
    private readonly connections: Connections,
    private readonly membership: Membership,
    private readonly access: LiveAccess,
    private readonly catchUpBuffer: CatchUpBuffer,
    private readonly turns: Turns,
    private readonly metrics: SocketMetrics,
    private readonly presence: PresenceReport,
    private readonly connectionLimit: ConnectionLimit,
  ) {}

  connected(socket: LiveSocket): void {
    this.connections.add(socket);
    this.#log.debug({ socketId: socket.id, userId: userIdOf(socket.data.socketSession), msg: 'connected' });
    this.metrics.countConnected();
    this.connectionLimit.arrived(socket);
    this.turns
      .take(socket, async () => {
        await this.access.ensureCurrent(socket);
        if (socket.connected)
          await this.membership.register(socket, automaticRooms(socket.data.socketSession));
        this.presence.changed();
      })
      .catch((error: unknown) => {
        this.#log.error({ err: error, socketId: socket.id, msg: 'socket registration failed' });
        // Closes without a disconnect packet: after one, a Socket.IO client would not reconnect.
        socket.conn.close();
      });
  }

  disconnected(socket: LiveSocket, reason: string): void {
    const userId = userIdOf(socket.data.socketSession);
    this.#log.debug({ socketId: socket.id, userId, reason, msg: 'disconnected' });
    this.connections.remove(socket);
    this.catchUpBuffer.forget(socket.id);
    this.presence.changed();
  }
}
