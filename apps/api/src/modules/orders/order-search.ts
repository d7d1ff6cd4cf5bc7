import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { openStates, type Page } from '@passline/contracts';
import type { Model, QueryFilter } from 'mongoose';
import type { UserOrKey } from '../../common/access/caller.ts';
import { cursorOf } from '../../common/http/pagination.ts';
import { searchPage } from '../../common/http/search-pages.ts';
import { SearchQueue } from '../../common/http/search-queue.ts';
import { ORDER, type OrderDoc } from './order.schema.ts';
import { type Listing, type Scope, newestOf } from './order-scopes.ts';
import { type Search, searchFor, searchKeysOf } from './search-keys.ts';

type Candidate = Pick<OrderDoc, '_id' | 'number' | 'customerName' | 'status' | 'restaurantId'>;
const candidateFields = { number: 1, customerName: 1, status: 1, restaurantId: 1 };

/**
 * Finds orders by number or name, newest first. One search reads a bounded number of candidates by an index and reads
 * only the orders of its page in full, so its cost does not grow with the number of orders.
 */
@Injectable()
export class OrderSearch {
  constructor(
    @InjectModel(ORDER) private readonly orders: Model<OrderDoc>,
    private readonly queue: SearchQueue,
  ) {}

  async page(caller: UserOrKey, scope: Scope, text: string, listing: Listing): Promise<Page<OrderDoc>> {
    const search = searchFor(text);
    if (!search) return { items: [], nextCursor: null };
    const { restaurantId, statuses, before, limit } = listing;
    const sources = indexed(scope, restaurantId, search);
    const isListed = (order: Candidate) =>
      (!restaurantId || order.restaurantId === restaurantId) &&
      (!statuses || statuses.includes(order.status)) &&
      (typeof scope !== 'object' || !('courierId' in scope) || openStates.includes(order.status));
    return this.queue.run(caller.id, async () => {
      const { found, next } = await searchPage(
        (before, atMost) => newestOf(sources, atMost, (source) => this.#candidates(source, before, atMost)),
        (order) => isListed(order) && search.fits(order),
        limit,
        before,
      );
      return { items: await this.#load(found), nextCursor: next === null ? null : cursorOf([next]) };
    });
  }

  /** Adds search keys to orders that an earlier release stored. Returns how many got theirs; 0 when all have them. */
  async fillKeys(atMost: number): Promise<number> {
    const withoutKeys = await this.orders
      .find({ searchKeys: null }, candidateFields)
      .limit(atMost)
      .lean<Candidate[]>();
    if (withoutKeys.length === 0) return 0;
    const { matchedCount } = await this.orders.bulkWrite(
      withoutKeys.map(({ _id, number, customerName }) => ({
        updateOne: {
          // The filter contains the name, so that a parallel erasure is not undone.
          filter: { _id, customerName },
          update: { $set: { searchKeys: searchKeysOf({ number, customerName }) } },
        },
      })),
      { ordered: false },
    );
    return matchedCount;
  }

  #candidates(
    source: QueryFilter<OrderDoc>,
    before: string | undefined,
    atMost: number,
  ): Promise<Candidate[]> {
    return this.orders
      .find({ ...source, ...(before && { _id: { $lt: before } }) }, candidateFields)
      .sort({ _id: -1 })
      .limit(atMost)
      .lean<Candidate[]>();
  }

  async #load(found: Candidate[]): Promise<OrderDoc[]> {
    if (found.length === 0) return [];
    const ids = found.map(({ _id }) => _id);
    return this.orders
      .find({ _id: { $in: ids } })
      .sort({ _id: -1 })
      .lean<OrderDoc[]>();
  }
}

/**
 * The part of the search that one index answers, for each restaurant, already sorted by id, so that the store reads only
 * what it returns. All other conditions are checked on the orders found. Search keys are used inside one restaurant only,
 * because only there does their index sort by id; over all restaurants an index finds numbers.
 */
function indexed(scope: Scope, wanted: string | undefined, { key, number }: Search): QueryFilter<OrderDoc>[] {
  if (scope !== 'all' && 'courierId' in scope) return [{ 'courier.id': scope.courierId }];
  if (scope !== 'all' && 'customerId' in scope) return [scope];
  if (scope === 'all' && wanted === undefined) return [number === undefined ? {} : { number }];
  const restaurants = scope === 'all' ? [wanted] : scope.restaurantIds;
  return restaurants.map((restaurantId) => ({ restaurantId, ...(key !== null && { searchKeys: key }) }));
}
