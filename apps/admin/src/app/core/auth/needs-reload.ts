import type { User } from '@passline/contracts';
import { isStaff, staffRoleIn } from '@passline/contracts/browser';
import { allRestaurants } from './all-restaurants.ts';
import { membershipsOf } from './memberships.ts';

/**
 * Data loaded with other rights is removed only by a reload. A membership that was added or ended beside the chosen one
 * needs none: its stores begin and end with it. `App` reloads for another account.
 */
export function needsReload(was: User, now: User, chosen: string | undefined): boolean {
  if (isStaff(was.role) !== isStaff(now.role)) return true;
  if (!isStaff(now.role)) return was.role !== now.role;
  if (chosen === undefined || chosen === allRestaurants) return false;
  const [before, after] = [was, now].map((user) => staffRoleIn({ memberships: membershipsOf(user) }, chosen));
  const isMoved = after === null && membershipsOf(was).length === 1;
  return isMoved || (after !== null && before !== null && before !== after);
}
