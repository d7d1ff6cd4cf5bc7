import type { Role } from './roles.ts';

/** A stream is a durable feed; its Socket.IO room has the same name. */
export const room = {
  user: (id: string) => `user:${id}` as const,
  restaurant: (id: string) => `restaurant:${id}` as const,
  order: (id: string) => `order:${id}` as const,
  role: (role: Role) => `role:${role}` as const,
  public: 'public' as const,
};

export type Room = { kind: 'user' | 'restaurant' | 'order' | 'role'; id: string } | { kind: 'public' };

/** Returns null for any other name: only these rooms can be joined, replayed or emitted to. */
export function parseRoom(name: string): Room | null {
  if (name === room.public) return { kind: 'public' };
  const match = /^(user|restaurant|order|role):([\w-]{1,64})$/.exec(name);
  return match ? { kind: match[1] as 'user' | 'restaurant' | 'order' | 'role', id: match[2] ?? '' } : null;
}
