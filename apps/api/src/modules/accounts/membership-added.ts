import { type Membership, Refusal, isStaff, staffRoleIn } from '@passline/contracts';
import type { Decision } from '@passline/event-log';
import { type Account, rightsOf } from './account.ts';

/** Bounds the account and the rooms of its sockets. */
const mostMemberships = 20;

/** Staff work in one more restaurant. Nothing if they are in that team already. */
export function membershipAdded(user: Account, added: Membership): Decision<Account> | null {
  if (user.disabled || !isStaff(user.role))
    throw new Refusal('conflict', 'Only an account of staff can join a team.');
  const { role, memberships } = rightsOf(user);
  if (staffRoleIn({ memberships }, added.restaurantId) !== null) return null;
  if (memberships.length >= mostMemberships)
    throw new Refusal('conflict', `You can be in the teams of at most ${mostMemberships} restaurants.`);
  const furtherMemberships = [...(user.furtherMemberships ?? []), added];
  const rights = { role, memberships: [...memberships, added] };
  return {
    change: { furtherMemberships },
    events: [{ type: 'user.membership_added', data: { userId: user._id, ...added, rights } }],
  };
}
