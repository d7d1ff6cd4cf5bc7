import { Injectable } from '@nestjs/common';
import {
  type CreateRestaurantRequest,
  type Page,
  Refusal,
  type Restaurant,
  type UpdateRestaurantRequest,
  type RestaurantSettings,
  type UpdateRestaurantStatusRequest,
  may,
} from '@passline/contracts';
import type { Actor } from '@passline/event-log';
import type { z } from 'zod';
import { type Caller, actorOf } from '../../common/access/caller.ts';
import { assertAllowed } from '../../common/access/assert-allowed.ts';
import { pageOfViews } from '../../common/http/pages.ts';
import { Presence } from '../presence/presence.ts';
import { PersonalData } from '../../infrastructure/personal-data/personal-data.ts';
import { Scheduler } from '../../infrastructure/scheduler/scheduled-task.ts';
import { AccountsService } from '../accounts/accounts.service.ts';
import { change, effective, isEqual } from './opening.ts';
import { type RestaurantDoc, settingsOf, viewOf } from './restaurant.schema.ts';
import { RestaurantsRepository, pauseEnds, sortNameOf } from './restaurants.repository.ts';

const mostBlocked = 1_000;
const atOnce = 50;

@Injectable()
export class RestaurantsService {
  constructor(
    private readonly restaurants: RestaurantsRepository,
    private readonly accounts: AccountsService,
    private readonly presence: Presence,
    due: Scheduler,
    personal: PersonalData,
  ) {
    due.add(
      pauseEnds,
      (now) => this.endPauses(now),
      () => restaurants.nextPauseEnd(),
    );
    personal.addExport('blockedBy', ({ id }) => restaurants.blocking(id));
    personal.add('block lists', {
      erase: async ({ id }) => {
        for (const restaurantId of await restaurants.blocking(id))
          await this.#unblock(restaurantId, id, null);
        return 0;
      },
    });
  }

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
    const { expectedVersion, alertPolicy, autoAccept, ageing, ...profile } = wanted;
    const changed = await this.restaurants.change(id, actorOf(caller), (restaurant) => {
      assertAllowed(caller, 'restaurant:change', { id });
      if (expectedVersion !== undefined && expectedVersion !== restaurant.version)
        throw new Refusal(
          'version_conflict',
          `The restaurant is at version ${restaurant.version}, but you sent expectedVersion ${expectedVersion}. Read it again.`,
        );
      const settings = {
        ...restaurant.settings,
        alertPolicy: { ...restaurant.settings.alertPolicy, ...alertPolicy },
        autoAccept: { ...restaurant.settings.autoAccept, ...autoAccept },
        ...(ageing && { ageing }),
      };
      const fields = Object.keys(wanted).filter((field) => field !== 'expectedVersion');
      return {
        change: { ...profile, ...(profile.name && { sortName: sortNameOf(profile.name) }), settings },
        events: [{ type: 'restaurant.changed', data: { restaurantId: id, fields } }],
      };
    });
    return viewOf(changed);
  }

  async changeStatus(
    caller: Caller,
    id: string,
    wanted: z.output<typeof UpdateRestaurantStatusRequest>,
  ): Promise<Restaurant> {
    const now = new Date();
    const changed = await this.restaurants.change(id, actorOf(caller), (restaurant) => {
      assertAllowed(caller, 'restaurant:status', { id });
      return openingChanged(restaurant, change(restaurant.opening, wanted, now, restaurant.timeZone));
    });
    return viewOf(changed);
  }

  async settings(caller: Caller, id: string): Promise<RestaurantSettings> {
    const restaurant = await this.restaurants.load(id);
    assertAllowed(caller, 'restaurant:settings', { id });
    return settingsOf(restaurant);
  }

  /** The public view and the settings from one consistent state, for placing an order. */
  async terms(id: string): Promise<{ restaurant: Restaurant; settings: RestaurantSettings }> {
    const restaurant = await this.restaurants.recent(id);
    return { restaurant: viewOf(restaurant), settings: settingsOf(restaurant) };
  }

  async block(caller: Caller, id: string, customerId: string): Promise<RestaurantSettings> {
    await this.restaurants.load(id);
    assertAllowed(caller, 'restaurant:block', { id });
    const customer = await this.accounts.find(customerId);
    if (customer?.role !== 'customer') throw new Refusal('not_found', 'There is no customer with this id.');
    const changed = await this.restaurants.change(
      id,
      actorOf(caller),
      ({ settings: { blockedCustomers } }) => {
        if (blockedCustomers.includes(customerId)) return null;
        if (blockedCustomers.length >= mostBlocked)
          throw new Refusal(
            'conflict',
            `At most ${mostBlocked} customers can be blocked. Unblock one first.`,
          );
        return {
          change: { $addToSet: { 'settings.blockedCustomers': customerId } },
          events: [{ type: 'restaurant.customer_blocked', data: { restaurantId: id, customerId } }],
        };
      },
    );
    return settingsOf(changed);
  }

  async unblock(caller: Caller, id: string, customerId: string): Promise<RestaurantSettings> {
    await this.restaurants.load(id);
    assertAllowed(caller, 'restaurant:block', { id });
    return this.#unblock(id, customerId, actorOf(caller));
  }

  async #unblock(id: string, customerId: string, actor: Actor | null): Promise<RestaurantSettings> {
    const changed = await this.restaurants.change(id, actor, (restaurant) => {
      if (!restaurant.settings.blockedCustomers.includes(customerId)) return null;
      return {
        change: { $pull: { 'settings.blockedCustomers': customerId } },
        events: [{ type: 'restaurant.customer_unblocked', data: { restaurantId: id, customerId } }],
      };
    });
    return settingsOf(changed);
  }

  /** Stores that pauses are over, which publishes their events. The guarded write lets only one node do it. */
  async endPauses(now: Date): Promise<number> {
    const due = await this.restaurants.pausesOver(now, atOnce);
    for (const id of due)
      await this.restaurants.change(id, null, (restaurant) =>
        openingChanged(restaurant, effective(restaurant.opening, now)),
      );
    return due.length;
  }
}

function openingChanged(restaurant: RestaurantDoc, opening: RestaurantDoc['opening']) {
  if (isEqual(opening, restaurant.opening)) return null;
  const data = { restaurantId: restaurant._id, businessName: restaurant.name, ...opening };
  return { change: { opening }, events: [{ type: 'restaurant.status_changed' as const, data }] };
}
