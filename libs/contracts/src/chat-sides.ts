import { isStaff, type Role } from './roles.ts';

/** The participants of a conversation. All staff of the restaurant are one. */
export const chatSides = ['customer', 'staff', 'courier'] as const;
export type ChatSide = (typeof chatSides)[number];

/** Null: operators take part in no conversation. */
export function chatSideOf(role: Role): ChatSide | null {
  if (isStaff(role)) return 'staff';
  return role === 'operator' ? null : role;
}
