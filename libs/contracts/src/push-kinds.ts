import { type Role, isStaff } from './roles.ts';

/** The kinds of push messages that a person can switch on and off. */
export const pushKinds = [
  'new_order',
  'waiting_order',
  'order_progress',
  'new_time',
  'order_changes',
  'job_offers',
  'assignments',
  'chat',
] as const;
export type PushKind = (typeof pushKinds)[number];

const kindsOf = {
  staff: ['new_order', 'waiting_order', 'order_changes', 'chat'],
  customer: ['order_progress', 'new_time', 'order_changes', 'chat'],
  courier: ['job_offers', 'assignments', 'order_changes', 'chat'],
} as const satisfies Record<string, readonly PushKind[]>;

/** The kinds that concern a role. A browser gets all of them until its user chooses. */
export function pushKindsOf(role: Role): readonly PushKind[] {
  if (isStaff(role)) return kindsOf.staff;
  return role === 'operator' ? [] : kindsOf[role];
}
