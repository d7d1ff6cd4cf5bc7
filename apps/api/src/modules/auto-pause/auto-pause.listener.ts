import { Injectable } from '@nestjs/common';
import { DurableConsumers } from '../../infrastructure/events/durable-consumers.ts';
import { OrderAccess } from '../orders/order.access.ts';
import { RestaurantOpening } from '../restaurants/restaurant-opening.ts';
import { RestaurantsService } from '../restaurants/restaurants.service.ts';
import { unansweredInRow } from './unanswered-in-row.ts';

/** More than any limit, so that orders in between that say nothing do not hide the row. */
const mostRead = 100;

/**
 * Pauses a restaurant that has not answered several orders in a row, so that customers do not go on ordering from a
 * kitchen that does not answer. It reads only when an order escalates for the last time, and only for restaurants that want it.
 */
@Injectable()
export class AutoPauseListener {
  constructor(
    consumers: DurableConsumers,
    private readonly orders: OrderAccess,
    private readonly restaurants: RestaurantsService,
    private readonly opening: RestaurantOpening,
  ) {
    consumers.add('auto-pause', {
      'order.unanswered': async ({ data: { cause, order } }) => {
        if (cause === 'not_answered') await this.#count(order.restaurantId);
      },
      'order.cancelled': async ({ data: { by, from, order } }) => {
        if (by === 'system' && from === 'pending') await this.#count(order.restaurantId);
      },
    });
  }

  /** Repeating it changes nothing: a pause, and staff who end it, start the count again. */
  async #count(restaurantId: string): Promise<void> {
    const { settings, countsFrom } = await this.restaurants.terms(restaurantId);
    const limit = settings.pauseAfterUnanswered;
    if (limit === null) return;
    const count = unansweredInRow(await this.orders.newestOf(restaurantId, mostRead), countsFrom);
    if (count >= limit) await this.opening.pauseUnanswered(restaurantId, count, countsFrom);
  }
}
