import { openStates, type OrderStatus } from '@passline/contracts';
import type { QueryFilter } from 'mongoose';
import type { OrderDoc } from './order.schema.ts';

/**
 * The owner of the listed orders. It is required, so that a forgotten filter does not compile. A courier's scope has open
 * orders only, because couriers may not read orders that are over.
 */
export type Scope =
  { restaurantIds: readonly string[] } | { customerId: string } | { courierId: string } | 'all';

export interface Listing {
  restaurantId?: string;
  statuses?: readonly OrderStatus[];
  before?: string;
  limit: number;
}

/** One filter for each restaurant, because an index sorts only the orders of one restaurant. */
export function filtersOf(scope: Scope): QueryFilter<OrderDoc>[] {
  if (scope === 'all') return [{}];
  if ('restaurantIds' in scope) return scope.restaurantIds.map((restaurantId) => ({ restaurantId }));
  return 'courierId' in scope
    ? [{ 'courier.id': scope.courierId, $and: [{ status: { $in: [...openStates] } }] }]
    : [scope];
}

/** The newest of all that the reads of several sources find; each read returns its newest first. */
export async function newestOf<S, T extends { _id: string }>(
  sources: readonly S[],
  limit: number,
  read: (source: S) => Promise<T[]>,
): Promise<T[]> {
  const found = await Promise.all(sources.map(read));
  if (found.length === 1) return found[0] ?? [];
  return found
    .flat()
    .sort((a, b) => (a._id < b._id ? 1 : -1))
    .slice(0, limit);
}
