import { Injectable } from '@nestjs/common';
import type { EventEnvelope } from '@passline/event-log';
import { DurableConsumers, type Handlers } from '../../infrastructure/events/durable-consumers.ts';
import { OrderAccess } from '../orders/order.access.ts';
import type { OrderRef } from '../orders/order.events.ts';
import { AccountsService } from '../accounts/accounts.service.ts';
import { RestaurantStaff } from '../accounts/restaurant-staff.ts';
import { notices } from './event-notices.ts';
import type { Lookups, Notice } from './notice.ts';
import { NotificationsRepository } from './notifications.repository.ts';
import { WaitingOrders } from './waiting-orders.repository.ts';

type CreateNotices = (envelope: EventEnvelope, lookups: Lookups) => Promise<Notice[]>;

/**
 * Creates the notifications of each event, and keeps the one notification about waiting orders up to date. Both are one
 * consumer, because a consumer of another name would get the events in flight a second time.
 */
@Injectable()
export class NotificationsListener {
  constructor(
    consumers: DurableConsumers,
    private readonly notifications: NotificationsRepository,
    private readonly orders: OrderAccess,
    private readonly staff: RestaurantStaff,
    private readonly accounts: AccountsService,
    private readonly waiting: WaitingOrders,
  ) {
    const noticeEntries = Object.entries(notices) as [string, CreateNotices][];
    const handlers: Handlers = Object.fromEntries(
      noticeEntries.map(([type, createNotices]) => [
        type,
        (envelope: EventEnvelope) => this.#notify(envelope, createNotices),
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
      'order.acknowledged': (envelope) => this.#removeWaiting(envelope),
      'order.moved': async (envelope) => {
        await handlers['order.moved']?.(envelope);
        if (envelope.data.from === 'pending') await this.#removeWaiting(envelope);
      },
      'order.cancelled': async (envelope) => {
        await handlers['order.cancelled']?.(envelope);
        if (envelope.data.from === 'pending') await this.#removeWaiting(envelope);
      },
    });
  }

  async #removeWaiting({
    aggregate,
    data: { order },
  }: {
    aggregate: { id: string };
    data: { order: OrderRef };
  }) {
    // Events that an earlier release stored do not contain it.
    if (order.now?.escalated === false) return;
    await this.waiting.remove(order.restaurantId, aggregate.id);
  }

  async #notify(envelope: EventEnvelope, createNotices: CreateNotices): Promise<void> {
    const orderId = orderOf(envelope);
    const created = await createNotices(envelope, {
      order: async () => {
        const order = orderId === null ? null : await this.orders.find(orderId);
        if (!order)
          throw new Error(`${envelope.type} refers to order ${orderId ?? ''}, which does not exist`);
        return order;
      },
      staff: (restaurantId) => this.staff.of(restaurantId),
      operators: () => this.accounts.operators(),
    });
    const absent = withoutPage(envelope);
    const readable = created.map((notice) => ({ ...notice, to: notice.to.filter((id) => id !== absent) }));
    await Promise.all(
      readable
        .filter(({ to }) => to.length > 0)
        .map((notice) => this.notifications.notify(envelope, notice, orderId)),
    );
  }
}

/** The customer of an order by telephone, who cannot read notifications. */
function withoutPage({ data }: EventEnvelope): string | null {
  const { order } = data as { order?: OrderRef };
  return order?.channel === 'telephone' ? order.customerId : null;
}

/** Null: the event is about no order. */
function orderOf({ aggregate, data }: EventEnvelope): string | null {
  return aggregate.kind === 'order' ? aggregate.id : ((data as { orderId?: string }).orderId ?? null);
}
