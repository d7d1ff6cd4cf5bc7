import { Injectable, Logger } from '@nestjs/common';
import { ConnectionLimit } from '../connections/connection-limit.ts';
import { Connections } from '../connections/connections.ts';
import { type LiveSocket, holderIdOf } from '../connections/socket-session.ts';
import { CatchUpBuffer } from '../delivery/catch-up-buffer.ts';
import { PresenceReport } from '../delivery/presence-report.ts';
import { SocketSessions } from '../live-access/socket-sessions.ts';
import { SocketMetrics } from '../metrics/socket-metrics.ts';

/** The first and last steps of a connection: counts it, starts its session, and cleans up after it disconnects. */
@Injectable()
export class ConnectionLifecycle {
  readonly #log = new Logger('Sockets');

  constructor(
    private readonly connections: Connections,
    private readonly connectionLimit: ConnectionLimit,
    private readonly socketSessions: SocketSessions,
    private readonly catchUpBuffer: CatchUpBuffer,
    private readonly presence: PresenceReport,
    private readonly metrics: SocketMetrics,
  ) {}

  connected(socket: LiveSocket): void {
    this.connections.add(socket);
    this.#log.debug({ socketId: socket.id, userId: holderIdOf(socket.data.socketSession), msg: 'connected' });
    this.metrics.countConnected();
    this.connectionLimit.enforce(socket);
    this.socketSessions.start(socket);
  }

  disconnected(socket: LiveSocket, reason: string): void {
    const userId = holderIdOf(socket.data.socketSession);
    this.#log.debug({ socketId: socket.id, userId, reason, msg: 'disconnected' });
    this.connections.remove(socket);
    this.catchUpBuffer.forget(socket.id);
    this.presence.changed();
  }
}
