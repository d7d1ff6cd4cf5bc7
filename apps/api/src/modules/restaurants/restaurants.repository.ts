import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import {
  type CreateRestaurantRequest,
  Id,
  Name,
  type Page,
  Refusal,
  defaultAgeing,
  defaultAlertPolicy,
  defaultScheduling,
} from '@passline/contracts';
import { type Actor, type AggregateStore, type Decision, isDuplicateKey, newId } from '@passline/event-log';
import type { Model } from 'mongoose';
import type { z } from 'zod';
import { AggregateStores } from '../../infrastructure/events/aggregate-stores.ts';
import { earliest } from '../../infrastructure/scheduler/earliest.ts';
import { after, pageFrom } from '../../common/http/pagination.ts';
import { ReadCache } from '../../infrastructure/database/read-cache.ts';
import { open } from './opening.ts';
import { slugsFor } from './slug.ts';
import { RESTAURANT, type RestaurantDoc } from './restaurant.schema.ts';

export const sortNameOf = (name: string) => name.toLocaleLowerCase('en');

/** The task that ends pauses and busy times. */
export const pauseEnds = 'pauses that have ended';
/** The task that opens and closes restaurants by their hours. */
export const hoursEnds = 'opening hours';

const slugTaken = (cause?: unknown) =>
  new Refusal('slug_taken', 'Another restaurant has, or had, this slug. Choose another one.', {
    errors: [{ path: 'slug', message: 'is taken by another restaurant' }],
    cause,
  });

@Injectable()
export class RestaurantsRepository {
  readonly #store: AggregateStore<RestaurantDoc>;
  readonly #cache = new ReadCache<RestaurantDoc>();
  readonly #ids = new ReadCache<string | null>();

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
    { slug, ...wanted }: z.output<typeof CreateRestaurantRequest>,
    actor: Actor | null,
    _id = newId(),
    settings: Partial<RestaurantDoc['settings']> = {},
  ): Promise<RestaurantDoc> {
    return this.#withSlug(_id, slug ? [slug] : slugsFor(wanted.name, _id), (free) =>
      this.#insert(_id, wanted, free, actor, settings),
    );
  }

  /** Adds slugs to restaurants that an earlier release stored. Returns how many were added. */
  async addSlugs(atMost: number): Promise<number> {
    const without = await this.restaurants
      .find({ slugs: { $exists: false } }, { name: 1 })
      .limit(atMost)
      .lean<Pick<RestaurantDoc, '_id' | 'name'>[]>();
    for (const { _id, name } of without)
      await this.#withSlug(_id, slugsFor(name, _id), (slug) =>
        this.change(_id, null, ({ slugs }) => (slugs ? null : { change: { slugs: [slug] }, events: [] })),
      );
    return without.length;
  }

  /** Writes with the first slug that is free. The unique index decides, because two restaurants may want one slug at once. */
  async #withSlug<T>(id: string, slugs: Iterable<string>, write: (slug: string) => Promise<T>): Promise<T> {
    for (const slug of slugs)
      try {
        return await write(slug);
      } catch (error) {
        if (!(await this.#isTaken(slug, id, error))) throw error;
      }
    throw slugTaken();
  }

  /** Whether the write failed because another restaurant has the slug. */
  async #isTaken(slug: string | undefined, id: string, error: unknown): Promise<boolean> {
    if (slug === undefined || !isDuplicateKey(error)) return false;
    return (await this.restaurants.exists({ slugs: slug, _id: { $ne: id } })) !== null;
  }

  async #insert(
    _id: string,
    wanted: Omit<z.output<typeof CreateRestaurantRequest>, 'slug'>,
    slug: string,
    actor: Actor | null,
    settings: Partial<RestaurantDoc['settings']>,
  ): Promise<RestaurantDoc> {
    return this.#store.insert(
      {
        ...wanted,
        _id,
        slugs: [slug],
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
          ...settings,
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

  /** The restaurant with this id, or with this slug now or formerly; null: there is none. Cached like `recent`. */
  async idOf(idOrSlug: string): Promise<string | null> {
    return this.#ids.get(idOrSlug, async () => {
      const found = await this.restaurants
        .find({ $or: [{ _id: idOrSlug }, { slugs: idOrSlug }] }, { _id: 1 })
        .lean<{ _id: string }[]>();
      // An id comes first, so that no restaurant takes over the address of another one.
      return (found.find(({ _id }) => _id === idOrSlug) ?? found[0])?._id ?? null;
    });
  }

  /** `slug`: the slug that the change takes, so that a taken one is reported. */
  async change(
    id: string,
    actor: Actor | null,
    decide: (restaurant: RestaurantDoc) => Decision<RestaurantDoc> | null,
    slug?: string,
  ): Promise<RestaurantDoc> {
    try {
      return await this.#store.mutate(id, decide, { actor });
    } catch (error) {
      if (await this.#isTaken(slug, id, error)) throw slugTaken(error);
      throw error;
    } finally {
      this.#cache.forget(id);
      if (slug !== undefined) this.#ids.forgetAll();
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
