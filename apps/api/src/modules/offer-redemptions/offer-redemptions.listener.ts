import { Injectable } from '@nestjs/common';
import { DurableConsumers } from '../../infrastructure/events/durable-consumers.ts';
import { OrderAccess } from '../orders/order.access.ts';
import { Scheduler } from '../../infrastructure/scheduler/scheduled-task.ts';
import { OfferRedemptions, abandonedSlots } from '../offers/offer-redemptions.ts';

const atOnce = 50;

/**
 * Keeps the slot of an offer when its order is placed, and releases it when the order is cancelled. A process that dies
 * between taking a slot and placing the order leaves a slot without an order; it is released after a minute.
 */
@Injectable()
export class OfferRedemptionsListener {
  constructor(
    consumers: DurableConsumers,
    due: Scheduler,
    private readonly redemptions: OfferRedemptions,
    private readonly orders: OrderAccess,
  ) {
    consumers.add('offers', {
      'order.placed': async ({ aggregate: { id }, data: { offerCode } }) => {
        if (offerCode !== null) await redemptions.keep(id);
      },
      'order.cancelled': async ({ aggregate: { id } }) => redemptions.release(id),
    });
    due.add(
      abandonedSlots,
      (now) => this.releaseAbandoned(now),
      () => redemptions.nextAbandoned(),
    );
  }

  async releaseAbandoned(now: Date): Promise<number> {
    const held = await this.redemptions.abandoned(now, atOnce);
    for (const orderId of held)
      if (await this.orders.find(orderId)) await this.redemptions.keep(orderId);
      else await this.redemptions.release(orderId);
    return held.length;
  }
}
