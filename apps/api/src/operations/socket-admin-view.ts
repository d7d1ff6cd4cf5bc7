import type { Namespace } from 'socket.io';
import { roleOf, roomsOf, userIdOf, type LiveSocket } from '../realtime/connections/socket-session.ts';

const mostShown = 500;

/**
 * In production mode the Admin UI only gets numbers; in development mode it would also get a copy of every event. These
 * features switch on its pages for sockets and rooms, which we fill without payloads, headers and tokens.
 */
export const socketPages = { supportedFeatures: ['AGGREGATED_EVENTS', 'ALL_EVENTS'] };

export function show(admins: Namespace, sockets: Iterable<LiveSocket>): void {
  const shown: object[] = [];
  for (const socket of sockets) {
    if (shown.length === mostShown) break;
    shown.push(viewOf(socket));
  }
  admins.local.emit('all_sockets', shown);
}

function viewOf(socket: LiveSocket): object {
  const { socketSession } = socket.data;
  const { conn, handshake } = socket;
  return {
    id: socket.id,
    // Only the start of the connection's id, because the id is a secret.
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
