import { Inject, Injectable } from '@nestjs/common';
import { type EventEnvelope, newId } from '@passline/event-log';
import { CONFIG } from '../../common/config/config.module.ts';
import type { Config } from '../../common/config/env.ts';
import { DurableConsumers } from '../../infrastructure/events/durable-consumers.ts';
import { PersonalData } from '../../infrastructure/personal-data/personal-data.ts';
import { isPublished, wireEventsOf } from '../../realtime/streams/domain-to-wire-events.ts';
import { type NewDelivery, WebhookDeliveriesRepository } from './webhook-deliveries.repository.ts';
import { WebhooksRepository } from './webhooks.repository.ts';

/** Raised with a change of a payload that a receiver could not read. */
export const payloadVersion = 1;

/**
 * Stores what webhooks have to send. It is a durable consumer, so no event is missed; WebhookSending sends, so that this
 * consumer never waits for a receiver.
 */
@Injectable()
export class WebhooksListener {
  constructor(
    consumers: DurableConsumers,
    private readonly webhooks: WebhooksRepository,
    private readonly deliveries: WebhookDeliveriesRepository,
    personal: PersonalData,
    @Inject(CONFIG) { keepDays }: Config,
  ) {
    consumers.list.push({
      name: 'webhooks',
      handles: isPublished,
      consume: (envelope) => this.#store(envelope),
    });
    personal.add('webhook deliveries', {
      erase: ({ orders }) => deliveries.eraseAbout(orders),
      keep: {
        days: keepDays.notifications,
        forget: (before, atMost) => deliveries.forgetBefore(before, atMost),
      },
    });
  }

  async #store(envelope: EventEnvelope): Promise<void> {
    const webhooks = await this.webhooks.enabled();
    if (webhooks.length === 0) return;
    const { id, at, trace } = envelope;
    const wanted = wireEventsOf(envelope).flatMap(({ event, payload, streams }, index): NewDelivery[] => {
      const restaurantId = restaurantIn(streams);
      if (restaurantId === undefined) return [];
      const eventId = index === 0 ? id : `${id}-${index + 1}`;
      const orderId = (payload as { orderId?: string | null }).orderId ?? null;
      const body = JSON.stringify({
        type: event,
        timestamp: at.toISOString(),
        version: payloadVersion,
        restaurantId,
        data: payload,
      });
      return webhooks
        .filter((it) => it.restaurantId === null || it.restaurantId === restaurantId)
        .filter(({ events }) => events.length === 0 || events.includes(event))
        .map(({ _id: webhookId }) => ({
          _id: newId(),
          webhookId,
          eventId,
          event,
          orderId,
          key: `${webhookId} ${orderId ?? eventId}`,
          body,
          ...(trace !== undefined && { trace }),
          createdAt: at,
        }));
    });
    if (wanted.length > 0) await this.deliveries.add(wanted);
  }
}

function restaurantIn(streams: readonly string[]): string | undefined {
  for (const stream of streams) {
    const [kind, id] = stream.split(':', 2);
    if (kind === 'restaurant' || kind === 'storefront') return id;
  }
  return undefined;
}
