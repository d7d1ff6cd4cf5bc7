import { Injectable } from '@nestjs/common';
import type { Restaurant, UpdateRestaurantStatusRequest } from '@passline/contracts';
import type { z } from 'zod';
import { type UserOrKey, actorOf } from '../../common/access/caller.ts';
import { assertAllowed } from '../../common/access/assert-allowed.ts';
import { Scheduler } from '../../infrastructure/scheduler/scheduled-task.ts';
import { change, effective, isEqual } from './opening.ts';
import { type Status, hoursStateAt, settled, statusOf } from './restaurant-status.ts';
import { type RestaurantDoc, viewOf } from './restaurant.schema.ts';
import { RestaurantsRepository, hoursEnds, pauseEnds } from './restaurants.repository.ts';

const atOnce = 50;
const dueFields = [
  [pauseEnds, 'opening.until'],
  [hoursEnds, 'statusDue'],
] as const;

/** Opens and closes restaurants: by their staff, by the opening hours, and after unanswered orders. */
@Injectable()
export class RestaurantOpening {
  constructor(
    private readonly restaurants: RestaurantsRepository,
    due: Scheduler,
  ) {
    for (const [task, field] of dueFields)
      due.add(
        task,
        (now) => this.settleDue(field, now),
        () => restaurants.nextDue(field),
      );
  }

  async changeStatus(
    caller: UserOrKey,
    id: string,
    wanted: z.output<typeof UpdateRestaurantStatusRequest>,
  ): Promise<Restaurant> {
    const now = new Date();
    const changed = await this.restaurants.change(id, actorOf(caller, id), (restaurant) => {
      assertAllowed(caller, 'restaurant:status', { id });
      const isClosedByHours = hoursStateAt(restaurant, now, now)?.isOpen === false;
      const opening = change(restaurant.opening, wanted, now, restaurant.timeZone, isClosedByHours);
      if (isEqual(opening, restaurant.opening)) return null;
      const { change: stored, events } = statusDecision(restaurant, opening, now);
      return { change: { ...stored, countsFrom: now }, events };
    });
    return viewOf(changed);
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

export const statusChanged = ({ _id, name }: RestaurantDoc, status: Status) => ({
  type: 'restaurant.status_changed' as const,
  data: { restaurantId: _id, businessName: name, ...status },
});
