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
import { pageOfViews } from '../../common/http/pagination.ts';
import { Presence } from '../presence/presence.ts';
import { PersonalData } from '../../infrastructure/personal-data/personal-data.ts';
import { Scheduler } from '../../infrastructure/scheduler/scheduled-task.ts';
import { AccountsService } from '../accounts/accounts.service.ts';
import { change, effective, isEqual } from './opening.ts';
import { type Status, hoursStateAt, settled, statusOf } from './restaurant-status.ts';
import { type RestaurantDoc, settingsOf, viewOf } from './restaurant.schema.ts';
import { RestaurantsRepository, hoursEnds, pauseEnds, sortNameOf } from './restaurants.repository.ts';
import { withStationIds } from './station-ids.ts';

const mostBlocked = 1_000;
const atOnce = 50;
const dueFields = [
  [pauseEnds, 'opening.until'],
  [hoursEnds, 'statusDue'],
] as const;

@Injectable()
export class RestaurantsService {
  constructor(
    private readonly restaurants: RestaurantsRepository,
    private readonly accounts: AccountsService,
    private readonly presence: Presence,
    due: Scheduler,
    personal: PersonalData,
  ) {
    for (const [task, field] of dueFields)
      due.add(
        task,
        (now) => this.settleDue(field, now),
        () => restaurants.nextDue(field),
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
    const {
      expectedVersion,
      alertPolicy,
      autoAccept,
      ageing,
      kitchen,
      scheduling,
      pauseAfterUnanswered,
      ...profile
    } = wanted;
    const now = new Date();
    assertNear(profile.hours?.exceptions ?? [], now);
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
        ...(kitchen && { kitchen: { ...settingsOf(restaurant).kitchen, ...withStationIds(kitchen) } }),
        ...(pauseAfterUnanswered !== undefined && { pauseAfterUnanswered }),
        ...(scheduling && { scheduling: { ...settingsOf(restaurant).scheduling, ...scheduling } }),
      };
      const fields = Object.keys(wanted).filter((field) => field !== 'expectedVersion');
      const { hours, timeZone } = profile;
      const byHours =
        hours !== undefined || timeZone
          ? settled(restaurant, { ...(hours !== undefined && { hours }), ...(timeZone && { timeZone }) }, now)
          : null;
      return {
        change: {
          ...profile,
          ...(profile.name && { sortName: sortNameOf(profile.name) }),
          settings,
          ...byHours?.stored,
        },
        events: [
          { type: 'restaurant.changed', data: { restaurantId: id, fields } },
          ...(byHours?.isNews ? [statusChanged(restaurant, byHours.status)] : []),
        ],
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
      const isClosedByHours = hoursStateAt(restaurant, now, now)?.isOpen === false;
      const opening = change(restaurant.opening, wanted, now, restaurant.timeZone, isClosedByHours);
      if (isEqual(opening, restaurant.opening)) return null;
      const { change: stored, events } = statusDecision(restaurant, opening, now);
      return { change: { ...stored, countsFrom: now }, events };
    });
    return viewOf(changed);
  }

  async settings(caller: Caller, id: string): Promise<RestaurantSettings> {
    const restaurant = await this.restaurants.load(id);
    assertAllowed(caller, 'restaurant:settings', { id });
    return settingsOf(restaurant);
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

  /** Closes it as its staff do for the rest of the day, unless it is closed or they have changed the status meanwhile. */
  async pauseUnanswered(id: string, orders: number, countsFrom: Date | null): Promise<void> {
    const now = new Date();
    await this.restaurants.change(id, null, (restaurant) => {
      const isCurrent = (restaurant.countsFrom?.getTime() ?? 0) === (countsFrom?.getTime() ?? 0);
      if (!isCurrent || !statusOf(restaurant, now).isOpen) return null;
      const opening = change(restaurant.opening, { isOpen: false }, now, restaurant.timeZone);
      const decided = statusDecision(restaurant, { ...opening, cause: 'unanswered' }, now);
      const data = { restaurantId: id, businessName: restaurant.name, orders };
      return {
        change: { ...decided.change, countsFrom: now },
        events: [...decided.events, { type: 'restaurant.paused_unanswered', data }],
      };
    });
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

  /** Stores that pauses are over and what the hours say now, and publishes it. The guarded write lets only one node do it. */
  async settleDue(field: 'opening.until' | 'statusDue', now: Date): Promise<number> {
    const due = await this.restaurants.due(field, now, atOnce);
    for (const id of due)
      await this.restaurants.change(id, null, (restaurant) =>
        isDue(restaurant, now) ? statusDecision(restaurant, effective(restaurant.opening, now), now) : null,
      );
    return due.length;
  }
}

const isDue = ({ opening, statusDue }: RestaurantDoc, now: Date): boolean =>
  [opening.until, statusDue].some((at) => at && at <= now);

function statusDecision(restaurant: RestaurantDoc, opening: RestaurantDoc['opening'], now: Date) {
  const { stored, status, isNews } = settled(restaurant, { opening }, now);
  return { change: stored, events: isNews ? [statusChanged(restaurant, status)] : [] };
}

const statusChanged = ({ _id, name }: RestaurantDoc, status: Status) => ({
  type: 'restaurant.status_changed' as const,
  data: { restaurantId: _id, businessName: name, ...status },
});

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
