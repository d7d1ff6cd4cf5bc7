import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import {
  type CreateRestaurantRequest,
  Id,
  Name,
  type Page,
  defaultAgeing,
  defaultAlertPolicy,
  defaultScheduling,
} from '@passline/contracts';
import { newId, type Actor, type AggregateStore, type Decision } from '@passline/event-log';
import type { Model } from 'mongoose';
import type { z } from 'zod';
import { AggregateStores } from '../../infrastructure/events/aggregate-stores.ts';
import { earliest } from '../../infrastructure/scheduler/earliest.ts';
import { after, pageFrom } from '../../common/http/pagination.ts';
import { ReadCache } from '../../infrastructure/database/read-cache.ts';
import { open } from './opening.ts';
import { RESTAURANT, type RestaurantDoc } from './restaurant.schema.ts';

export const sortNameOf = (name: string) => name.toLocaleLowerCase('en');

/** The task that ends pauses and busy times. */
export const pauseEnds = 'pauses that have ended';
/** The task that opens and closes restaurants by their hours. */
export const hoursEnds = 'opening hours';

@Injectable()
export class RestaurantsRepository {
  readonly #store: AggregateStore<RestaurantDoc>;
  readonly #cache = new ReadCache<RestaurantDoc>();

  constructor(
    @InjectModel(RESTAURANT) private readonly restaurants: Model<RestaurantDoc>,
    aggregates: AggregateStores,
  ) {
    this.#store = aggregates.of(restaurants, 'restaurant', {
      [pauseEnds]: ({ opening }) => opening.until,
      [hoursEnds]: ({ statusDue }) => statusDue ?? null,
    });
  }

  async create(
    wanted: z.output<typeof CreateRestaurantRequest>,
    actor: Actor | null,
    _id = newId(),
  ): Promise<RestaurantDoc> {
    return this.#store.insert(
      {
        ...wanted,
        _id,
        sortName: sortNameOf(wanted.name),
        phone: wanted.phone ?? null,
        opening: open,
        settings: {
          alertPolicy: defaultAlertPolicy,
          autoAccept: { enabled: false, readyInMinutes: 20 },
          ageing: defaultAgeing,
          scheduling: defaultScheduling,
          pauseAfterUnanswered: null,
          blockedCustomers: [],
        },
        createdAt: new Date(),
      },
      [{ type: 'restaurant.created', data: { restaurantId: _id, name: wanted.name } }],
      actor,
    );
  }

  /** Throws AggregateNotFound, which is answered with 404. */
  async load(id: string): Promise<RestaurantDoc> {
    return this.#store.load(id);
  }

  /** Cached for placing orders. This node's own changes are visible at once, other nodes' changes after a moment. */
  async recent(id: string): Promise<RestaurantDoc> {
    return this.#cache.get(id, () => this.load(id));
  }

  async change(
    id: string,
    actor: Actor | null,
    decide: (restaurant: RestaurantDoc) => Decision<RestaurantDoc> | null,
  ): Promise<RestaurantDoc> {
    try {
      return await this.#store.mutate(id, decide, { actor });
    } finally {
      this.#cache.forget(id);
    }
  }

  async page(limit: number, cursor?: string): Promise<Page<RestaurantDoc>> {
    const [name, id = ''] = cursor ? after(cursor, [Name, Id]) : [];
    const found = await this.restaurants
      .find(
        name === undefined
          ? {}
          : { $or: [{ sortName: { $gt: name } }, { sortName: name, _id: { $gt: id } }] },
      )
      .sort({ sortName: 1, _id: 1 })
      .limit(limit + 1)
      .lean<RestaurantDoc[]>();
    return pageFrom(found, limit, (restaurant) => [restaurant.sortName, restaurant._id]);
  }

  namesOf(ids: readonly string[]): Promise<Map<string, string>> {
    return this.#fieldOf(ids, 'name');
  }

  phonesOf(ids: readonly string[]): Promise<Map<string, string | null>> {
    return this.#fieldOf(ids, 'phone');
  }

  async #fieldOf<K extends 'name' | 'phone'>(
    ids: readonly string[],
    field: K,
  ): Promise<Map<string, RestaurantDoc[K]>> {
    const found = await this.restaurants
      .find({ _id: { $in: [...ids] } }, { [field]: 1 })
      .lean<Pick<RestaurantDoc, '_id' | K>[]>();
    return new Map(found.map((restaurant) => [restaurant._id, restaurant[field]]));
  }

  async blocking(customerId: string): Promise<string[]> {
    const found = await this.restaurants
      .find({ 'settings.blockedCustomers': customerId }, { _id: 1 })
      .lean<{ _id: string }[]>();
    return found.map(({ _id }) => _id);
  }

  /** Restaurants whose status may change, because a pause is over or by their hours. */
  async due(field: 'opening.until' | 'statusDue', now: Date, atMost: number): Promise<string[]> {
    const due = await this.restaurants
      .find({ [field]: { $lte: now } }, { _id: 1 })
      .sort({ [field]: 1 })
      .limit(atMost)
      .lean();
    return due.map((restaurant) => restaurant._id);
  }

  async nextDue(field: 'opening.until' | 'statusDue'): Promise<Date | null> {
    return earliest(this.restaurants, field);
  }
}
