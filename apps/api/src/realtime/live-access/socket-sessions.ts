import { Injectable } from '@nestjs/common';
import { Refusal, type Rights } from '@passline/contracts';
import type { Caller, UserOrKey } from '../../common/access/caller.ts';
import { Authenticator } from '../../modules/auth/authenticator.ts';
import { AccessChangeCount } from '../authorization/access-change-count.ts';
import { type LiveSocket, automaticRooms, principalOf } from '../connections/socket-session.ts';
import { PresenceReport } from '../delivery/presence-report.ts';
import { SocketQueue } from '../delivery/socket-queue.ts';
import { AutomaticRooms } from './automatic-rooms.ts';
import { Revocation } from './revocation.ts';

/** Starts the session of each socket, and replaces its token and rights while the socket stays connected. */
@Injectable()
export class SocketSessions {
  constructor(
    private readonly authenticator: Authenticator,
    private readonly changeCount: AccessChangeCount,
    private readonly rooms: AutomaticRooms,
    private readonly revocation: Revocation,
    private readonly queue: SocketQueue,
    private readonly presence: PresenceReport,
  ) {}

  /** Joins the socket to its automatic rooms. Commands of the socket wait until then. */
  start(socket: LiveSocket): void {
    this.queue.runOrReconnect(socket, 'socket registration failed', async () => {
      await this.#ensureCurrent(socket);
      if (socket.connected) await this.rooms.register(socket, automaticRooms(socket.data.socketSession));
      this.presence.changed();
    });
  }

  /** Continues a live socket under a new token of the same user, with the rights that the store has now. */
  async renew(socket: LiveSocket, token: string): Promise<Caller> {
    const caller = await this.authenticator.callerOf(token);
    const { principal } = socket.data.socketSession;
    if (caller.kind === 'key' || principal.kind !== 'user' || caller.id !== principal.id)
      throw new Refusal('forbidden', 'This token belongs to another user. Open a new connection with it.');
    this.#update(socket, caller);
    return caller;
  }

  /** Makes the next check of this user read the store. Call it before closing sockets: clients reconnect at once. */
  forgetRights(changed: { userId: string; sessionId?: string }): void {
    this.authenticator.forget(changed);
  }

  forgetKey(id: string): void {
    this.authenticator.forgetKey(id);
  }

  /** Emits `registered` also if the rooms are the same: the client learns by it that its user may do something else. */
  changeRights(socket: LiveSocket, rights: Rights): void {
    const { caller } = socket.data.socketSession;
    if (caller?.kind !== 'user') return;
    const gained = this.#replaceCaller(socket, { ...caller, ...rights });
    this.#register(socket, gained);
  }

  /** Reads the rights again if any rights changed since the handshake read them. */
  async #ensureCurrent(socket: LiveSocket): Promise<void> {
    const { caller, asOf } = socket.data.socketSession;
    if (asOf === this.changeCount.current || caller === null) return;
    try {
      const readAt = this.changeCount.current;
      const current =
        caller.kind === 'key'
          ? await this.authenticator.recheckKey(caller)
          : await this.authenticator.recheck(caller);
      this.#update(socket, current, readAt);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.revocation.close(socket, error.code);
    }
  }

  #update(socket: LiveSocket, caller: UserOrKey, asOf?: number): void {
    const gained = this.#replaceCaller(socket, caller, asOf);
    if (gained.length > 0) this.#register(socket, gained);
  }

  /** Returns the automatic rooms that the new rights add. */
  #replaceCaller(socket: LiveSocket, caller: UserOrKey, asOf = this.changeCount.current): string[] {
    const { socketSession } = socket.data;
    const before = automaticRooms(socketSession);
    socket.data.socketSession = {
      ...socketSession,
      caller,
      principal: principalOf(caller),
      expiresAt: caller.tokenExpiresAt,
      asOf,
    };
    this.revocation.recheck(socket);
    this.rooms.changed(socket);
    this.presence.changed();
    return automaticRooms(socket.data.socketSession).filter((name) => !before.includes(name));
  }

  #register(socket: LiveSocket, gained: readonly string[]): void {
    this.queue.runOrReconnect(socket, 'socket could not join its new rooms', () =>
      this.rooms.register(socket, gained),
    );
  }
}
