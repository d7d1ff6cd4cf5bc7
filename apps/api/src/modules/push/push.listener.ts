import { Injectable } from '@nestjs/common';
import { type PushMessage, isStaff } from '@passline/contracts';
import type { EventEnvelope } from '@passline/event-log';
import type {} from '../auth/auth.events.ts';
import { ConsumerRegistry } from '../../infrastructure/events/consumer-registry.ts';
import type { OrderRef } from '../orders/order.events.ts';
import type {} from '../accounts/accounts.events.ts';
import { PersonalData } from '../../infrastructure/personal-data/personal-data.ts';
import { RestaurantStaff } from '../accounts/restaurant-staff.ts';
import { PushJobsRepository } from './push-jobs.repository.ts';
import { PushSubscriptionsRepository } from './push-subscriptions.repository.ts';

/** Later, staff have seen the order in another way, or it was cancelled. */
const expiresAfterMs = 10 * 60_000;

const toAnswer = 'Open it to accept or cancel.';

type Kind = PushMessage['notification']['data']['type'];

/** Stores push jobs for ringing orders. PushSending sends them, so that this consumer never waits for a push service. */
@Injectable()
export class PushListener {
  constructor(
    consumers: ConsumerRegistry,
    private readonly jobs: PushJobsRepository,
    private readonly subscriptions: PushSubscriptionsRepository,
    private readonly staff: RestaurantStaff,
    personal: PersonalData,
  ) {
    personal.add('push subscriptions', {
      erase: async ({ id }) => {
        await this.subscriptions.endUser(id);
        return 0;
      },
    });
    consumers.add('push', {
      // An order for later rings when it starts.
      'order.placed': async (event) => {
        if (!event.data.scheduled) await this.#enqueue(event, 'order:new', toAnswer);
      },
      'order.moved': async (event) => {
        if (event.data.from === 'scheduled') await this.#enqueue(event, 'order:new', toAnswer);
      },
      'order.unanswered': (event) =>
        this.#enqueue(
          event,
          'order:unanswered',
          event.data.cause === 'not_received'
            ? 'No screen has received it.'
            : 'It has not been answered yet.',
        ),
      'session.ended': ({ data }) => this.subscriptions.endSession(data.sessionId),
      'user.role_changed': async ({ data: { userId, to } }) => {
        if (!isStaff(to.role)) await this.subscriptions.endUser(userId);
      },
      'user.disabled': ({ data }) => this.subscriptions.endUser(data.userId),
    });
  }

  async #enqueue(
    { id, aggregate, at, data: { order } }: EventEnvelope & { data: { order: OrderRef } },
    type: Kind,
    body: string,
  ): Promise<void> {
    const expiresAt = new Date(at.getTime() + expiresAfterMs);
    if (expiresAt <= new Date()) return;
    const browsers = await this.subscriptions.browsersOf(await this.staff.of(order.restaurantId));
    if (browsers.length === 0) return;
    const message = messageOf(aggregate.id, order.number, type, body);
    await this.jobs.add(id, browsers, aggregate.id, message, expiresAt);
  }
}

/** Contains no personal data and no dishes, because it is shown on locked screens and passes through a third party. */
function messageOf(orderId: string, orderNumber: string, type: Kind, body: string): PushMessage {
  const url = `/orders/${orderId}`;
  return {
    notification: {
      title: type === 'order:new' ? `New order #${orderNumber}` : `Order #${orderNumber} is waiting`,
      body,
      tag: `order-${orderId}`,
      renotify: true,
      requireInteraction: true,
      data: {
        type,
        orderId,
        orderNumber,
        url,
        onActionClick: { default: { operation: 'navigateLastFocusedOrOpen', url } },
      },
    },
  };
}
