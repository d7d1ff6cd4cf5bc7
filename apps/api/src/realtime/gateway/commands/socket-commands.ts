import { Injectable } from '@nestjs/common';
import { room } from '@passline/contracts';
import type { LiveSocket } from '../../connections/socket-session.ts';
import { AutomaticRooms } from '../../live-access/automatic-rooms.ts';
import { SocketSessions } from '../../live-access/socket-sessions.ts';
import { ConfirmedMessages } from './confirmed-messages.ts';
import { CatchUp } from '../../streams/catch-up.ts';
import { RoomMembership } from '../../streams/room-membership.ts';
import type { Body, Payload } from './command.decorator.ts';

/** Commands about the socket itself: its session, and the rooms that it is in. */
@Injectable()
export class SocketCommands {
  constructor(
    private readonly socketSessions: SocketSessions,
    private readonly membership: RoomMembership,
    private readonly catchUp: CatchUp,
    private readonly rooms: AutomaticRooms,
    private readonly confirmed: ConfirmedMessages,
  ) {}

  /** Answers also with the event, for clients that wait for it without an acknowledgement. */
  register(socket: LiveSocket): Body<'register'> {
    const registration = this.membership.registrationOf(socket);
    socket.emit('registered', registration);
    return registration as Body<'register'>;
  }

  async refresh(socket: LiveSocket, { token }: Payload<'auth:refresh'>): Promise<Body<'auth:refresh'>> {
    const { tokenExpiresAt } = await this.socketSessions.renew(socket, token.replace(/^Bearer +/i, ''));
    return { expiresAt: tokenExpiresAt.toISOString() };
  }

  /** `roomOf`: the name of the room for the id in the command. */
  join(
    socket: LiveSocket,
    roomOf: (id: string) => string,
    target: Payload<'join:order'>,
  ): Promise<Body<'join:order'>> {
    const { id, after, epoch } = typeof target === 'string' ? { id: target } : target;
    return this.catchUp.join(socket, roomOf(id), after === undefined ? null : { seq: after, epoch });
  }

  joinStorefront(socket: LiveSocket, target: Payload<'join:storefront'>): Promise<Body<'join:storefront'>> {
    return this.rooms.choose(socket, idOf(target), () => this.join(socket, room.storefront, target));
  }

  leaveStorefront(socket: LiveSocket, target: Payload<'leave:storefront'>): Body<'leave:storefront'> {
    this.rooms.leave(socket, idOf(target));
    return { room: room.storefront(idOf(target)) };
  }

  leave(
    socket: LiveSocket,
    roomOf: (id: string) => string,
    target: Payload<'leave:order'>,
  ): Body<'leave:order'> {
    const name = roomOf(idOf(target));
    this.membership.leave(socket, name);
    return { room: name };
  }

  async sync(socket: LiveSocket, { streams }: Payload<'sync'>): Promise<Body<'sync'>> {
    const answer = await this.catchUp.sync(socket, streams);
    this.confirmed.synced(socket, streams, answer.denied);
    return answer;
  }
}

const idOf = (target: Payload<'leave:order'>): string => (typeof target === 'string' ? target : target.id);
