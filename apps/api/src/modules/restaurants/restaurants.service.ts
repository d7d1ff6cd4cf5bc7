import { Injectable } from '@nestjs/common';
import {
  type CreateRestaurantRequest,
  type Page,
  Refusal,
  type Restaurant,
  type UpdateRestaurantRequest,
  type RestaurantSettings,
  may,
} from '@passline/contracts';
import type { z } from 'zod';
import { type Caller, actorOf } from '../../common/access/caller.ts';
import { assertAllowed } from '../../common/access/assert-allowed.ts';
import { pageOfViews } from '../../common/http/pagination.ts';
import { Presence } from '../presence/presence.ts';
import { statusChanged } from './restaurant-opening.ts';
import { settled } from './restaurant-status.ts';
import { settingsOf, viewOf } from './restaurant.schema.ts';
import { RestaurantsRepository, sortNameOf } from './restaurants.repository.ts';
import { withSlug } from './slug.ts';
import { withStationIds } from './station-ids.ts';
import { VatRateUses, assertRatesKept } from './vat-rate-uses.ts';

@Injectable()
export class RestaurantsService {
  constructor(
    private readonly restaurants: RestaurantsRepository,
    private readonly presence: Presence,
    private readonly rateUses: VatRateUses,
  ) {}

  async list(visitor: Caller | null, limit: number, cursor?: string): Promise<Page<Restaurant>> {
    const page = pageOfViews(await this.restaurants.page(limit, cursor), (restaurant) => viewOf(restaurant));
    return { ...page, items: await this.#withPresence(visitor, page.items) };
  }

  async show(visitor: Caller | null, id: string): Promise<Restaurant> {
    const restaurant = await this.get(id);
    const [shown] = await this.#withPresence(visitor, [restaurant]);
    return shown ?? restaurant;
  }

  async get(id: string): Promise<Restaurant> {
    return viewOf(await this.restaurants.load(id));
  }

  /** The restaurant with this id, or with this slug now or formerly, and its settings. Cached like `terms`. */
  async bySlug(slug: string): ReturnType<RestaurantsService['terms']> {
    const id = await this.restaurants.idOf(slug);
    if (id === null) throw new Refusal('not_found', 'There is no restaurant with this slug.');
    return this.terms(id);
  }

  /** The sites that may show the page of the restaurant with this slug in a frame; none if it cannot be read. */
  async embedOriginsOf(slug: string): Promise<readonly string[]> {
    try {
      return (await this.bySlug(slug)).restaurant.embedOrigins;
    } catch {
      // The page itself asks for the restaurant next, and reports what is wrong. It is just not framed.
      return [];
    }
  }

  async namesOf(ids: readonly string[]): Promise<Map<string, string>> {
    return this.restaurants.namesOf(ids);
  }

  phonesOf(ids: readonly string[]): Promise<Map<string, string | null>> {
    return this.restaurants.phonesOf(ids);
  }

  /** Adds the presence to restaurants whose feed the caller may see (their own; all for operators). */
  async #withPresence(visitor: Caller | null, all: readonly Restaurant[]): Promise<Restaurant[]> {
    const visible = all.filter(({ id }) => visitor && may(visitor, 'restaurant:feed', { id }));
    if (visible.length === 0) return [...all];
    const presence = await this.presence.ofAll(visible.map(({ id }) => id));
    return all.map((restaurant) => {
      const present = presence.get(restaurant.id);
      return present ? { ...restaurant, presence: present } : restaurant;
    });
  }

  async create(caller: Caller, wanted: z.output<typeof CreateRestaurantRequest>): Promise<Restaurant> {
    assertAllowed(caller, 'restaurant:create');
    return viewOf(await this.restaurants.create(wanted, actorOf(caller)));
  }

  async change(
    caller: Caller,
    id: string,
    wanted: z.output<typeof UpdateRestaurantRequest>,
  ): Promise<Restaurant> {
    const {
      expectedVersion,
      slug,
      alertPolicy,
      autoAccept,
      ageing,
      kitchen,
      scheduling,
      pauseAfterUnanswered,
      replacements,
      phoneRequired,
      courierFee,
      ordersPerTrip,
      vat,
      ...profile
    } = wanted;
    const now = new Date();
    assertNear(profile.hours?.exceptions ?? [], now);
    const rateUses = vat && (await this.rateUses.of(id));
    const changed = await this.restaurants.change(
      id,
      actorOf(caller, id),
      (restaurant) => {
        assertAllowed(caller, 'restaurant:change', { id });
        if (expectedVersion !== undefined && expectedVersion !== restaurant.version)
          throw new Refusal(
            'version_conflict',
            `The restaurant is at version ${restaurant.version}, but you sent expectedVersion ${expectedVersion}. Read it again.`,
          );
        if (vat && rateUses) assertRatesKept(settingsOf(restaurant).vat, vat, rateUses);
        const settings = {
          ...restaurant.settings,
          alertPolicy: { ...restaurant.settings.alertPolicy, ...alertPolicy },
          autoAccept: { ...restaurant.settings.autoAccept, ...autoAccept },
          ...(ageing && { ageing }),
          ...(kitchen && { kitchen: { ...settingsOf(restaurant).kitchen, ...withStationIds(kitchen) } }),
          ...(pauseAfterUnanswered !== undefined && { pauseAfterUnanswered }),
          ...(phoneRequired !== undefined && { phoneRequired }),
          ...(courierFee && { courierFee: { ...settingsOf(restaurant).courierFee, ...courierFee } }),
          ...(ordersPerTrip !== undefined && { ordersPerTrip }),
          ...(vat && { vat }),
          ...(replacements && { replacements: { ...settingsOf(restaurant).replacements, ...replacements } }),
          ...(scheduling && { scheduling: { ...settingsOf(restaurant).scheduling, ...scheduling } }),
        };
        const fields = Object.keys(wanted).filter((field) => field !== 'expectedVersion');
        const { hours, timeZone } = profile;
        const byHours =
          hours !== undefined || timeZone
            ? settled(
                restaurant,
                { ...(hours !== undefined && { hours }), ...(timeZone && { timeZone }) },
                now,
              )
            : null;
        return {
          change: {
            ...profile,
            ...(profile.name && { sortName: sortNameOf(profile.name) }),
            ...(slug && { slugs: withSlug(slug, restaurant.slugs) }),
            settings,
            ...byHours?.stored,
          },
          events: [
            { type: 'restaurant.changed', data: { restaurantId: id, fields } },
            ...(byHours?.isNews ? [statusChanged(restaurant, byHours.status)] : []),
          ],
        };
      },
      slug,
    );
    return viewOf(changed);
  }

  async settings(caller: Caller, id: string): Promise<RestaurantSettings> {
    const restaurant = await this.restaurants.load(id);
    assertAllowed(caller, 'restaurant:settings', { id });
    return settingsOf(restaurant);
  }

  /** Not cached: a rate that was just added can be given to a dish. */
  async vatOf(id: string): Promise<RestaurantSettings['vat']> {
    return settingsOf(await this.restaurants.load(id)).vat;
  }

  /** The public view and the settings from one consistent state, for placing an order. */
  async terms(
    id: string,
  ): Promise<{ restaurant: Restaurant; settings: RestaurantSettings; countsFrom: Date | null }> {
    const restaurant = await this.restaurants.recent(id);
    return {
      restaurant: viewOf(restaurant),
      settings: settingsOf(restaurant),
      countsFrom: restaurant.countsFrom ?? null,
    };
  }
}

/** Each day that differs is searched when the next opening is computed, so they must not be decades away. */
function assertNear(exceptions: readonly { date: string }[], now: Date): void {
  const last = now.getTime() + 2 * 366 * 86_400_000;
  const errors = exceptions.flatMap(({ date }, i) =>
    Date.parse(date) > last
      ? [{ path: `hours.exceptions.${i}.date`, message: 'must be within the next two years' }]
      : [],
  );
  if (errors.length > 0)
    throw new Refusal('validation_failed', 'hours: a date is more than two years away', { errors });
}
