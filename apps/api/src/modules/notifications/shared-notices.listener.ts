import { Injectable } from '@nestjs/common';
import { DurableConsumers } from '../../infrastructure/events/durable-consumers.ts';
import { RestaurantStaff } from '../accounts/restaurant-staff.ts';
import { chatMatter, jobMatter } from './event-notices.ts';
import { SharedNotices } from './shared-notices.repository.ts';

/** Ends the notifications whose matter is over for their readers. */
@Injectable()
export class SharedNoticesListener {
  constructor(consumers: DurableConsumers, shared: SharedNotices, staff: RestaurantStaff) {
    consumers.add('ended notifications', {
      'delivery.closed': async ({ at, data: { orderId, offeredTo } }) => {
        if (offeredTo.length > 0) await shared.end(jobMatter(orderId), offeredTo, at);
      },
      // One member of the staff reads for all of them.
      'chat.read': async ({ at, data: { orderId, restaurantId, customerId, userId } }) => {
        const team = await staff.of(restaurantId);
        const side = userId === customerId ? 'customer' : team.includes(userId) ? 'staff' : 'courier';
        await shared.end(chatMatter(orderId, side), side === 'staff' ? team : [userId], at);
      },
    });
  }
}
