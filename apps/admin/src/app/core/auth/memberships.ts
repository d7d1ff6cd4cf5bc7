import type { Membership, User } from '@passline/contracts';
import { rightsFrom } from '@passline/contracts/browser';

const none: readonly Membership[] = [];

/** Where the account works, the first restaurant first; nowhere for operators. */
export function membershipsOf(user: User | undefined): readonly Membership[] {
  if (!user) return none;
  // A session that an earlier release stored has no memberships until the account is read again.
  const stored = user.memberships as readonly Membership[] | undefined;
  return stored ?? rightsFrom(user.role, user.restaurantId).memberships;
}
