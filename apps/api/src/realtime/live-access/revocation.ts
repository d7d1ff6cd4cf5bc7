import { Injectable } from '@nestjs/common';
import { room } from '@passline/contracts';
import { RoomPolicy, internalNameOf } from '../authorization/room-policy.ts';
import { type LiveSocket, publicNameOf } from '../connections/socket-session.ts';
import { StreamListeners } from '../connections/stream-listeners.ts';
import { SocketMetrics } from '../metrics/socket-metrics.ts';

/** Removes sockets from rooms that they may no longer be in, or disconnects them. The client gets the reason. */
@Injectable()
export class Revocation {
  constructor(
    private readonly policy: RoomPolicy,
    private readonly listeners: StreamListeners,
    private readonly metrics: SocketMetrics,
  ) {}

  recheckOrder(orderId: string): void {
    for (const socket of this.listeners.of(room.order(orderId))) this.recheck(socket);
  }

  /** Removes the socket from rooms that it may not be in any more, and moves it between participants and watchers. */
  recheck(socket: LiveSocket): void {
    const { principal } = socket.data.socketSession;
    for (const internalName of [...socket.rooms]) {
      if (internalName === socket.id) continue;
      const verdict = this.policy.recheck(principal, publicNameOf(internalName));
      if (!verdict.allowed) this.leave(socket, internalName, 'access_changed');
      else if (internalNameOf(verdict) !== internalName) {
        void socket.join(internalNameOf(verdict));
        void socket.leave(internalName);
      }
    }
  }

  leave(socket: LiveSocket, internalName: string, reason: string): void {
    void socket.leave(internalName);
    this.metrics.revoked.inc({ reason });
    socket.emit('access:revoked', { room: publicNameOf(internalName), reason });
  }

  close(socket: LiveSocket, reason: string): void {
    this.metrics.revoked.inc({ reason });
    socket.emit('access:revoked', { reason });
    socket.disconnect(true);
  }
}
