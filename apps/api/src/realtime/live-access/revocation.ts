import { Injectable } from '@nestjs/common';
import { room } from '@passline/contracts';
import { RoomPolicy, internalNameOf } from '../authorization/room-policy.ts';
import { type LiveSocket, publicNameOf } from '../connections/socket-session.ts';
import { StreamListeners } from '../connections/stream-listeners.ts';
import { SocketMetrics } from '../metrics/socket-metrics.ts';

/** What the client can do about a closed connection, by its reason. */
const goOn: Record<string, string> = {
  token_expired:
    'The access token has ended. Get a new one with POST /auth/refresh and connect with it. A socket stays open if you send the new token with auth:refresh before the old one ends.',
  session_ended: 'The session has ended. Sign in again and connect with the new token.',
  key_revoked: 'The API key was revoked. Connect with another one.',
  key_expired: 'The API key has expired. Create another one and connect with it.',
  user_disabled: 'The account was disabled. Ask the restaurant or an operator.',
};

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
    const message = goOn[reason];
    socket.emit('access:revoked', { reason, ...(message && { message }) });
    socket.disconnect(true);
  }
}
