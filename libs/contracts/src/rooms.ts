import type { Role } from './roles.ts';

/** A stream is a durable feed; its Socket.IO room has the same name. */
export const room = {
  user: (id: string) => `user:${id}` as const,
  restaurant: (id: string) => `restaurant:${id}` as const,
  /** What a restaurant makes public: its opening, its menu and its offers. */
  storefront: (id: string) => `storefront:${id}` as const,
  order: (id: string) => `order:${id}` as const,
  role: (role: Role) => `role:${role}` as const,
  /** Everything public: what concerns everyone, and the main facts of all storefronts. */
  public: 'public' as const,
  /** Only what concerns everyone, for sockets that choose their storefronts. */
  everyone: 'everyone' as const,
};

/**
 * The storefronts that a socket receives, as `auth.storefronts` of its handshake: `all`, through `public`, or only those
 * that it has `joined`, by command or automatically.
 */
export const storefrontScopes = ['all', 'joined'] as const;
export type StorefrontScope = (typeof storefrontScopes)[number];

type RoomKind = 'user' | 'restaurant' | 'storefront' | 'order' | 'role';
export type Room = { kind: RoomKind; id: string } | { kind: 'public' | 'everyone' };

/** Returns null for any other name: only these rooms can be joined, replayed or emitted to. */
export function parseRoom(name: string): Room | null {
  if (name === room.public || name === room.everyone) return { kind: name };
  const match = /^(user|restaurant|storefront|order|role):([\w-]{1,64})$/.exec(name);
  return match ? { kind: match[1] as RoomKind, id: match[2] ?? '' } : null;
}
