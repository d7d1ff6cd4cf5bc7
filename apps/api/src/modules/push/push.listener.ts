import { Injectable } from '@nestjs/common';
import type { EventEnvelope } from '@passline/event-log';
import type {} from '../auth/auth.events.ts';
import { DurableConsumers } from '../../infrastructure/events/durable-consumers.ts';
import type {} from '../accounts/accounts.events.ts';
import type {} from '../notifications/notification.events.ts';
import type { OrderRef } from '../orders/order.events.ts';
import { PersonalData } from '../../infrastructure/personal-data/personal-data.ts';
import { RestaurantStaff } from '../accounts/restaurant-staff.ts';
import { TrackingTokens } from '../orders/tracking.ts';
import { type PushSubject, messageOf, pageFor } from './push-message.ts';
import { isPushType, pushTypes } from './push-texts.ts';
import { PushJobsRepository } from './push-jobs.repository.ts';
import { PushSubscriptionsRepository } from './push-subscriptions.repository.ts';

/**
 * Stores push jobs: for orders that ring, to the restaurant's staff, and for notifications, to their users. PushSending
 * sends them, so that this consumer never waits for a push service.
 */
@Injectable()
export class PushListener {
  constructor(
    consumers: DurableConsumers,
    private readonly jobs: PushJobsRepository,
    private readonly subscriptions: PushSubscriptionsRepository,
    private readonly staff: RestaurantStaff,
    private readonly links: TrackingTokens,
    personal: PersonalData,
  ) {
    personal.add('push subscriptions', {
      erase: async ({ id }) => {
        await this.subscriptions.endUser(id);
        return 0;
      },
    });
    consumers.add('push', {
      // An order for later rings when it starts, and one that staff entered does not ring.
      'order.placed': async (event) => {
        const { scheduled, channel } = event.data;
        if (!scheduled && channel !== 'telephone') await this.#alarm(event, 'order:new');
      },
      'order.moved': async (event) => {
        const { from, order } = event.data;
        if (from === 'scheduled' && order.channel !== 'telephone') await this.#alarm(event, 'order:new');
      },
      'order.unanswered': (event) => this.#alarm(event, 'order:unanswered', event.data.cause),
      'notification.created': async (event) => {
        const { type, orderId, params, userId } = event.data;
        if (orderId === null || !params || !isPushType(type)) return;
        await this.#enqueue(event, [userId].flat(), { type, orderId, params });
      },
      'session.ended': ({ data }) => this.subscriptions.endSession(data.sessionId),
      'user.role_changed': async ({ data: { userId, from, to } }) => {
        if (from.role !== to.role) await this.subscriptions.endUser(userId);
      },
      'user.disabled': ({ data }) => this.subscriptions.endUser(data.userId),
    });
  }

  async #alarm(
    event: EventEnvelope & { data: { order: OrderRef } },
    type: 'order:new' | 'order:unanswered',
    cause: string | null = null,
  ): Promise<void> {
    const { number, restaurantId } = event.data.order;
    const subject = { type, orderId: event.aggregate.id, params: { number, cause } };
    await this.#enqueue(event, await this.staff.of(restaurantId), subject);
  }

  async #enqueue(
    { id, at }: Pick<EventEnvelope, 'id' | 'at'>,
    userIds: readonly string[],
    subject: PushSubject,
  ): Promise<void> {
    const { kind, usefulMinutes } = pushTypes[subject.type];
    const expiresAt = new Date(at.getTime() + usefulMinutes * 60_000);
    if (expiresAt <= new Date()) return;
    const browsers = await this.subscriptions.browsersOf(userIds, kind);
    if (browsers.length === 0) return;
    const { orderId } = subject;
    const hasCustomer = browsers.some(({ role }) => role === 'customer');
    const link = hasCustomer ? await this.links.issue({ _id: orderId }) : null;
    const messages = browsers.map((browser) => {
      const { role = 'kitchen', language = 'en' } = browser;
      const url = pageFor(role, orderId, role === 'customer' ? (link?.token ?? null) : null);
      return { browser, message: messageOf(subject, language, url) };
    });
    await this.jobs.add(id, messages, orderId, expiresAt);
  }
}
