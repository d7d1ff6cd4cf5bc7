import type { User } from '@passline/contracts';
import { may } from '@passline/contracts/browser';

/** What somebody may do with the restaurant that they work for, by the server's own policy. */
export function mayAtOwnRestaurant(
  user: User | undefined,
  action: 'restaurant:change' | 'restaurant:team:change',
): boolean {
  if (!user?.restaurantId) return false;
  const { id, role, restaurantId } = user;
  return may({ kind: 'user', id, role, restaurantId }, action, { id: restaurantId });
}
