import { Injectable, Logger } from '@nestjs/common';
import { LiveAccess } from '../access/live-access.ts';
import { CatchUpBuffer } from '../delivery/catch-up-buffer.ts';
import { PresenceReport } from '../presence-report.ts';
import { SocketMeters } from '../socket-meters.ts';
import { Allowance } from './allowance.ts';
import { Connections } from './connections.ts';
import { Membership } from './membership.ts';
import { type LiveSocket, automaticRooms, userIdOf } from './standing.ts';
import { Turns } from './turns.ts';

/** The first turn of every socket: into its rooms, and told who it is; and what is left when it goes. */
@Injectable()
export class Reception {
  readonly #log = new Logger('Sockets');

  constructor(
    private readonly connections: Connections,
    private readonly membership: Membership,
    private readonly access: LiveAccess,
    private readonly catchUpBuffer: CatchUpBuffer,
    private readonly turns: Turns,
    private readonly meters: SocketMeters,
    private readonly presence: PresenceReport,
    private readonly allowance: Allowance,
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
