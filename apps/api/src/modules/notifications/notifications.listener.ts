import { Injectable } from '@nestjs/common';
import type { EventEnvelope } from '@passline/event-log';
import { Consumers } from '../../infrastructure/events/consumers.ts';
import { OrderAccess } from '../orders/order.access.ts';
import { Staff } from '../accounts/staff.ts';
import { type Lookups, type Notice, notices } from './notices.ts';
import { NotificationsRepository } from './notifications.repository.ts';

type ToNotices = (envelope: EventEnvelope, lookups: Lookups) => Promise<Notice[]>;

@Injectable()
export class NotificationsListener {
  constructor(
    consumers: Consumers,
    private readonly notifications: NotificationsRepository,
    private readonly orders: OrderAccess,
    private readonly staff: Staff,
  ) {
    const table = Object.entries(notices) as [string, ToNotices][];
    consumers.add(
      'notifications',
      Object.fromEntries(
        table.map(([type, toNotices]) => [
          type,
          (envelope: EventEnvelope) => this.#notify(envelope, toNotices),
        ]),
      ),
    );
  }

  async #notify(envelope: EventEnvelope, toNotices: ToNotices): Promise<void> {
    const orderId = orderOf(envelope);
    const created = await toNotices(envelope, {
      order: async () => {
        const order = await this.orders.find(orderId);
        if (!order) throw new Error(`${envelope.type} refers to order ${orderId}, which does not exist`);
        return order;
      },
      staff: (restaurantId) => this.staff.of(restaurantId),
    });
    await Promise.all(
      created.flatMap(({ to, ...notice }) =>
        to.map((userId) => this.notifications.add(envelope.id, { ...notice, userId, orderId })),
      ),
    );
  }
}

function orderOf({ aggregate, data }: EventEnvelope): string {
  return aggregate.kind === 'order' ? aggregate.id : (data as { orderId: string }).orderId;
}
