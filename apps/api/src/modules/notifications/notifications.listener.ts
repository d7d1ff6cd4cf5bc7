import { Injectable } from '@nestjs/common';
import type { EventEnvelope } from '@passline/event-log';
import { Consumers } from '../../infrastructure/events/consumers.ts';
import { OrderAccess } from '../orders/order.access.ts';
import { Staff } from '../accounts/staff.ts';
import { type Ask, type Notice, notices } from './notices.ts';
import { NotificationsRepository } from './notifications.repository.ts';

type Write = (envelope: EventEnvelope, ask: Ask) => Promise<Notice[]>;

@Injectable()
export class NotificationsListener {
  constructor(
    consumers: Consumers,
    private readonly notifications: NotificationsRepository,
    private readonly orders: OrderAccess,
    private readonly staff: Staff,
  ) {
    const table = Object.entries(notices) as [string, Write][];
    consumers.add(
      'notifications',
      Object.fromEntries(
        table.map(([type, write]) => [type, (envelope: EventEnvelope) => this.#tell(envelope, write)]),
      ),
    );
  }

  async #tell(envelope: EventEnvelope, write: Write): Promise<void> {
    const orderId = orderOf(envelope);
    const written = await write(envelope, {
      order: async () => {
        const order = await this.orders.find(orderId);
        if (!order) throw new Error(`${envelope.type} speaks of order ${orderId}, which is not there`);
        return order;
      },
      staff: (restaurantId) => this.staff.of(restaurantId),
    });
    await Promise.all(
      written.flatMap(({ to, ...notice }) =>
        to.map((userId) => this.notifications.add(envelope.id, { ...notice, userId, orderId })),
      ),
    );
  }
}

function orderOf({ aggregate, data }: EventEnvelope): string {
  return aggregate.kind === 'order' ? aggregate.id : (data as { orderId: string }).orderId;
}
