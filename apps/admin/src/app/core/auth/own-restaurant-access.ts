import type { User } from '@passline/contracts';
import { may, rightsFrom } from '@passline/contracts/browser';

/** Whether the user may do this at their own restaurant. Uses the same access policy as the server. */
export function mayAtOwnRestaurant(
  user: User | undefined,
  action: 'restaurant:change' | 'restaurant:team:change' | 'restaurant:print' | 'restaurant:printers:change',
): boolean {
  if (!user?.restaurantId) return false;
  const { id, role, restaurantId } = user;
  return may({ kind: 'user', id, ...rightsFrom(role, restaurantId) }, action, { id: restaurantId });
}
