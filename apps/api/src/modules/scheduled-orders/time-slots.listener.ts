import { Injectable } from '@nestjs/common';
import { DurableConsumers } from '../../infrastructure/events/durable-consumers.ts';
import { Scheduler } from '../../infrastructure/scheduler/scheduled-task.ts';
import { OrderAccess } from '../orders/order.access.ts';
import { TimeSlots, abandonedPlaces } from '../time-slots/time-slots.ts';

const atOnce = 50;

/**
 * Gives the place of a time slot back when its order is cancelled. A process that dies between taking a place and
 * placing the order leaves a place without an order; it is given back after a minute.
 */
@Injectable()
export class TimeSlotsListener {
  constructor(
    consumers: DurableConsumers,
    due: Scheduler,
    private readonly slots: TimeSlots,
    private readonly orders: OrderAccess,
  ) {
    consumers.add('time slots', {
      'order.cancelled': async ({ aggregate: { id }, data: { order } }) => {
        const at = order.now?.scheduledFor;
        if (at) await slots.giveBack(order.restaurantId, at, id);
      },
    });
    due.add(
      abandonedPlaces,
      (now) => this.settle(now),
      () => slots.nextHeld(),
    );
  }

  async settle(now: Date): Promise<number> {
    const held = await this.slots.held(now, atOnce);
    for (const slot of held) {
      for (const orderId of slot.orders)
        if (!(await this.orders.find(orderId)))
          await this.slots.giveBack(slot.restaurantId, slot.at, orderId);
      await this.slots.keep(slot);
    }
    return held.length;
  }
}
