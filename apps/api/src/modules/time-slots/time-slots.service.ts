import { Injectable } from '@nestjs/common';
import {
  type AnswerOf,
  type Restaurant,
  type RestaurantSettings,
  type SlotPlace,
  type timeSlotCalls,
  dateIn,
  openSlotsOn,
} from '@passline/contracts';
import { RestaurantsService } from '../restaurants/restaurants.service.ts';
import { TimeSlots } from './time-slots.ts';

/** Where the slots of a restaurant are. A closure by its staff lies over its hours. */
export const slotPlaceOf = ({ hours, timeZone, isOpen, closedBy, until }: Restaurant): SlotPlace => ({
  hours,
  timeZone,
  closedUntil: !isOpen && closedBy !== 'hours' && until ? new Date(until) : null,
});

/** The slots that customers can choose. */
@Injectable()
export class TimeSlotsService {
  constructor(
    private readonly restaurants: RestaurantsService,
    private readonly slots: TimeSlots,
  ) {}

  async list(
    restaurantId: string,
    wanted: string | undefined,
  ): Promise<AnswerOf<typeof timeSlotCalls.listSlots>> {
    const now = new Date();
    const { restaurant, settings } = await this.restaurants.terms(restaurantId);
    const { timeZone } = restaurant;
    const date = wanted ?? dateIn(now, timeZone);
    return {
      date,
      timeZone,
      firstDate: dateIn(now, timeZone),
      lastDate: dateIn(now, timeZone, settings.scheduling.daysAhead),
      slots: await this.#free(restaurant, settings, date, now),
    };
  }

  async #free(restaurant: Restaurant, { scheduling }: RestaurantSettings, date: string, now: Date) {
    if (!scheduling.enabled) return [];
    const times = openSlotsOn(slotPlaceOf(restaurant), scheduling, date, now);
    const [first, last] = [times[0], times.at(-1)];
    if (!first || !last) return [];
    const taken = await this.slots.counts(restaurant.id, first, last);
    return times.map((at) => ({
      at: at.toISOString(),
      free: Math.max(0, scheduling.ordersPerSlot - (taken.get(at.getTime()) ?? 0)),
    }));
  }
}
