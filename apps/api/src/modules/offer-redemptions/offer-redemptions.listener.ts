import { Injectable } from '@nestjs/common';
import { Consumers } from '../../infrastructure/events/consumers.ts';
import { OrderAccess } from '../orders/order.access.ts';
import { Scheduler } from '../../infrastructure/scheduler/scheduled-task.ts';
import { OfferPlaces } from '../offers/offer-places.ts';

const patienceMs = 60_000;
const atOnce = 50;

/**
 * What becomes of an order decides what becomes of the place that was taken for it. A process that dies between the
 * two leaves a place without an order: a minute later it is free again.
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
    due.add('places of offers without an order', (now) => this.releaseForgotten(now));
  }

  async releaseForgotten(now: Date): Promise<number> {
    const held = await this.places.heldSince(new Date(now.getTime() - patienceMs), atOnce);
    for (const orderId of held)
      if (await this.orders.find(orderId)) await this.places.keep(orderId);
      else await this.places.release(orderId);
    return held.length;
  }
}
