import { Inject, Injectable, Logger } from '@nestjs/common';
import { CONFIG } from '../../config/config.module.ts';
import type { Config } from '../../config/env.ts';
import { LiveAccess } from '../access/live-access.ts';
import { Holds } from '../delivery/holds.ts';
import { PresenceReport } from '../presence-report.ts';
import { SocketMeters } from '../socket-meters.ts';
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
    private readonly holds: Holds,
    private readonly turns: Turns,
    private readonly meters: SocketMeters,
    private readonly presence: PresenceReport,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  welcome(socket: LiveSocket): void {
    this.connections.add(socket);
    this.#log.debug({ socketId: socket.id, userId: userIdOf(socket.data.standing), msg: 'connected' });
    this.meters.letIn();
    this.#makeRoom(socket);
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
    this.holds.forget(socket.id);
    this.presence.changed();
  }

  /** The newest is the one that somebody is looking at. */
  #makeRoom(socket: LiveSocket): void {
    const userId = userIdOf(socket.data.standing);
    if (userId === null) return;
    const { perUser } = this.config.sockets;
    const sockets = this.connections.ofUser(userId);
    for (const old of sockets.slice(0, Math.max(0, sockets.length - perUser))) {
      old.emit('replaced', { limit: perUser });
      old.disconnect(true);
    }
  }
}
