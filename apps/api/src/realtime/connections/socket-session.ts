import { type Principal, type StorefrontScope, room, rolesOf, restaurantsOf } from '@passline/contracts';
import type { Socket } from 'socket.io';
import type { UserOrKey } from '../../common/access/caller.ts';

/** The identity and rights of a socket, as the server has verified them. */
export interface SocketSession {
  principal: Exclude<Principal, { kind: 'anonymous' }>;
  /** Null for a tracking link and for a visitor. */
  caller: UserOrKey | null;
  expiresAt: Date;
  since: Date;
  storefronts: StorefrontScope;
  /** The access version at which the rights were read. */
  asOf: number;
}

/** Socket.IO's `socket.data`. */
interface SocketData {
  socketSession: SocketSession;
}

export type LiveSocket = Socket<
  Record<string, never>,
  Record<string, (...payload: unknown[]) => void>,
  Record<string, never>,
  SocketData
>;

export const isKey = ({ data }: LiveSocket): boolean => data.socketSession.principal.kind === 'key';
export const roleOf = ({ principal }: SocketSession): string =>
  principal.kind === 'user' ? principal.role : principal.kind;
export const userIdOf = ({ principal }: SocketSession): string | null =>
  principal.kind === 'user' ? principal.id : null;

/** The user or the API key whose sockets are counted and limited together. */
export const holderIdOf = ({ principal }: SocketSession): string | null =>
  principal.kind === 'user' || principal.kind === 'key' ? principal.id : null;

/** The part of a caller that the policy needs. */
export function principalOf(caller: UserOrKey): SocketSession['principal'] {
  const { id } = caller;
  return caller.kind === 'key'
    ? { kind: 'key', id, restaurantId: caller.restaurantId, scopes: caller.scopes }
    : { kind: 'user', id, role: caller.role, memberships: caller.memberships };
}

/** The rooms that the server joins a socket to on connect, but for the storefronts of open orders (Storefronts). */
export const automaticRooms = ({ principal, storefronts }: SocketSession): string[] =>
  automaticRoomsOf(principal, storefronts);

export function automaticRoomsOf(
  principal: SocketSession['principal'],
  storefronts: StorefrontScope = 'all',
): string[] {
  if (principal.kind === 'tracking') return [room.order(principal.orderId)];
  if (principal.kind === 'visitor') return [room.storefront(principal.restaurantId)];
  if (principal.kind === 'key')
    return principal.restaurantId === null
      ? []
      : [room.restaurant(principal.restaurantId), room.storefront(principal.restaurantId)];
  return [
    room.user(principal.id),
    ...rolesOf(principal).map((role) => room.role(role)),
    storefronts === 'all' ? room.public : room.everyone,
    ...restaurantsOf(principal).flatMap((id) => [room.restaurant(id), room.storefront(id)]),
  ];
}

/** Watchers of a stream are in an internal room of their own, because they receive a reduced view. */
const watching = 'watching ';
export const watchersOf = (name: string): string => watching + name;

/** The public names of a socket's rooms, without the room that Socket.IO makes for each socket. */
export function roomsOf(socket: LiveSocket): string[] {
  const names: string[] = [];
  for (const name of socket.rooms) if (name !== socket.id) names.push(publicNameOf(name));
  return names;
}

export const publicNameOf = (name: string): string =>
  name.startsWith(watching) ? name.slice(watching.length) : name;
