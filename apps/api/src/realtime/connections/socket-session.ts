import { type Principal, isStaff, room } from '@passline/contracts';
import type { Socket } from 'socket.io';
import type { Caller } from '../../common/access/caller.ts';

/** Who a live socket is, as the server knows it now: never what the client claims. */
export interface SocketSession {
  principal: Exclude<Principal, { kind: 'anonymous' }>;
  /** Null for whoever holds a tracking link. */
  caller: Caller | null;
  expiresAt: Date;
  since: Date;
  /** Which state of everybody's rights it was read in. */
  asOf: number;
}

/** What this server keeps on a socket. */
interface SocketData {
  standing: SocketSession;
}

export type LiveSocket = Socket<
  Record<string, never>,
  Record<string, (...payload: unknown[]) => void>,
  Record<string, never>,
  SocketData
>;

export const roleOf = ({ principal }: SocketSession): string =>
  principal.kind === 'user' ? principal.role : 'tracking';
export const userIdOf = ({ principal }: SocketSession): string | null =>
  principal.kind === 'user' ? principal.id : null;

/** The rooms that a socket is in without asking. */
export const automaticRooms = ({ principal }: SocketSession): string[] => automaticRoomsOf(principal);

export function automaticRoomsOf(principal: SocketSession['principal']): string[] {
  if (principal.kind === 'tracking') return [room.order(principal.orderId)];
  const { id, role, restaurantId } = principal;
  return [
    room.user(id),
    room.role(role),
    room.public,
    ...(isStaff(role) && restaurantId !== null ? [room.restaurant(restaurantId)] : []),
  ];
}

/** Who only watches an order is in a room of their own, which nobody outside knows: they hear less. */
const watching = 'watching ';
export const watchersOf = (name: string): string => watching + name;

/** As they are called outside; a socket's own room of one is nobody's business. */
export function roomsOf(socket: LiveSocket): string[] {
  const names: string[] = [];
  for (const name of socket.rooms) if (name !== socket.id) names.push(outsideNameOf(name));
  return names;
}

export const outsideNameOf = (name: string): string =>
  name.startsWith(watching) ? name.slice(watching.length) : name;
