import { Injectable } from '@nestjs/common';
import type { EventEnvelope } from '@passline/event-log';
import { Consumers, type Handlers } from '../../infrastructure/events/consumers.ts';
import { OrderAccess } from '../orders/order.access.ts';
import type { OrderRef } from '../orders/order.events.ts';
import { Staff } from '../accounts/staff.ts';
import { type Lookups, type Notice, notices } from './notices.ts';
import { NotificationsRepository } from './notifications.repository.ts';
import { WaitingOrders } from './waiting-orders.repository.ts';

type ToNotices = (envelope: EventEnvelope, lookups: Lookups) => Promise<Notice[]>;

@Injectable()
export class NotificationsListener {
  constructor(
    consumers: Consumers,
    private readonly notifications: NotificationsRepository,
    private readonly orders: OrderAccess,
    private readonly staff: Staff,
    private readonly waiting: WaitingOrders,
  ) {
    const table = Object.entries(notices) as [string, ToNotices][];
    const handlers: Handlers = Object.fromEntries(
      table.map(([type, toNotices]) => [
        type,
        (envelope: EventEnvelope) => this.#notify(envelope, toNotices),
      ]),
    );
    consumers.add('notifications', {
      ...handlers,
      'order.unanswered': ({ id, aggregate, data: { cause, screens, order } }) =>
        this.waiting.add(order.restaurantId, id, {
          id: aggregate.id,
          number: order.number,
          cause,
          ...(screens !== undefined && { screens }),
        }),
      'order.acknowledged': (envelope) => this.#answered(envelope),
      'order.moved': async (envelope) => {
        await handlers['order.moved']?.(envelope);
        if (envelope.data.from === 'pending') await this.#answered(envelope);
      },
      'order.cancelled': async (envelope) => {
        await handlers['order.cancelled']?.(envelope);
        if (envelope.data.from === 'pending') await this.#answered(envelope);
      },
    });
  }

  async #answered({ aggregate, data: { order } }: { aggregate: { id: string }; data: { order: OrderRef } }) {
    // Events that an earlier release stored do not contain it.
    if (order.now?.escalated === false) return;
    await this.waiting.remove(order.restaurantId, aggregate.id);
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
        to.map((userId) => this.notifications.add(envelope, { ...notice, userId, orderId })),
      ),
    );
  }
}

function orderOf({ aggregate, data }: EventEnvelope): string {
  return aggregate.kind === 'order' ? aggregate.id : (data as { orderId: string }).orderId;
}
