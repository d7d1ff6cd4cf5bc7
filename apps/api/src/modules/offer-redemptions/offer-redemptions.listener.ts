import { Injectable } from '@nestjs/common';
import { Consumers } from '../../infrastructure/events/consumers.ts';
import { OrderAccess } from '../orders/order.access.ts';
import { Scheduler } from '../../infrastructure/scheduler/scheduled-task.ts';
import { OfferPlaces } from '../offers/offer-places.ts';

const orderTimeoutMs = 60_000;
const atOnce = 50;

/**
 * Keeps the place of an offer when its order is placed, and releases it when the order is cancelled. A process that dies
 * between taking a place and placing the order leaves a place without an order; it is released after a minute.
 */
@Injectable()
export class OfferRedemptionsListener {
  constructor(
    consumers: Consumers,
    due: Scheduler,
    private readonly places: OfferPlaces,
    private readonly orders: OrderAccess,
  ) {
    consumers.add('offers', {
      'order.placed': async ({ aggregate: { id }, data: { offerCode } }) => {
        if (offerCode !== null) await places.keep(id);
      },
      'order.cancelled': async ({ aggregate: { id } }) => places.release(id),
    });
    due.add('offer places without an order', (now) => this.releaseAbandoned(now));
  }

  async releaseAbandoned(now: Date): Promise<number> {
    const held = await this.places.heldSince(new Date(now.getTime() - orderTimeoutMs), atOnce);
    for (const orderId of held)
      if (await this.orders.find(orderId)) await this.places.keep(orderId);
      else await this.places.release(orderId);
    return held.length;
  }
}
