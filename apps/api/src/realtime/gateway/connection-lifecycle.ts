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

/** The first turn of every socket: into its rooms, and told who it is; and what is left when it goes. */
@Injectable()
export class ConnectionLifecycle {
  readonly #log = new Logger('Sockets');

  constructor(
    private readonly connections: Connections,
    private readonly membership: Membership,
    private readonly access: LiveAccess,
    private readonly catchUpBuffer: CatchUpBuffer,
    private readonly turns: Turns,
    private readonly meters: SocketMetrics,
    private readonly presence: PresenceReport,
    private readonly allowance: ConnectionLimit,
  ) {}

  welcome(socket: LiveSocket): void {
    this.connections.add(socket);
    this.#log.debug({ socketId: socket.id, userId: userIdOf(socket.data.standing), msg: 'connected' });
    this.meters.letIn();
    this.allowance.arrived(socket);
    this.turns
      .take(socket, async () => {
        await this.access.makeSure(socket);
        if (socket.connected) await this.membership.register(socket, automaticRooms(socket.data.standing));
        this.presence.changed();
      })
      .catch((error: unknown) => {
        this.#log.error({ err: error, socketId: socket.id, msg: 'a socket could not be registered' });
        // Without a farewell, so that it tries again.
        socket.conn.close();
      });
  }

  goodbye(socket: LiveSocket, reason: string): void {
    const userId = userIdOf(socket.data.standing);
    this.#log.debug({ socketId: socket.id, userId, reason, msg: 'disconnected' });
    this.connections.remove(socket);
    this.catchUpBuffer.forget(socket.id);
    this.presence.changed();
  }
}
