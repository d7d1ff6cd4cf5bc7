import type { Namespace } from 'socket.io';
import { roleOf, roomsOf, userIdOf, type LiveSocket } from '../realtime/connections/socket-session.ts';

const mostShown = 500;

/**
 * In production mode the Admin UI knows numbers only, and in its other mode it would copy every event to whoever is
 * looking. It has pages for sockets and rooms, and shows what it is sent for them: no payload, no header, no token.
 */
export const socketPages = { supportedFeatures: ['AGGREGATED_EVENTS', 'ALL_EVENTS'] };

export function show(admins: Namespace, sockets: Iterable<LiveSocket>): void {
  const shown: object[] = [];
  for (const socket of sockets) {
    if (shown.length === mostShown) break;
    shown.push(picture(socket));
  }
  admins.local.emit('all_sockets', shown);
}

function picture(socket: LiveSocket): object {
  const { socketSession } = socket.data;
  const { conn, handshake } = socket;
  return {
    id: socket.id,
    // Of the connection, whose id is a secret: enough of it to tell it from others.
    clientId: (conn as unknown as { id: string }).id.slice(0, 8),
    transport: conn.transport.name,
    nsp: '/',
    data: { userId: userIdOf(socketSession), role: roleOf(socketSession) },
    handshake: {
      address: handshake.address,
      headers: {},
      query: {},
      issued: handshake.issued,
      secure: handshake.secure,
      time: socketSession.since.toISOString(),
      url: '/socket.io/',
      xdomain: false,
    },
    rooms: roomsOf(socket),
  };
}
