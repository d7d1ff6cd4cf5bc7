import type { WebhookDelivery } from '@passline/contracts';
import { Schema } from 'mongoose';

export interface WebhookDeliveryDoc {
  /** UUIDv7: they sort in the order in which the events were published. */
  _id: string;
  webhookId: string;
  eventId: string;
  event: string;
  orderId: string | null;
  /** Deliveries with the same key are sent one after the other: those of one order to one webhook. */
  key: string;
  /** Null once personal data was erased. */
  body: string | null;
  /** The W3C traceparent of the event. */
  trace?: string;
  state: WebhookDelivery['state'];
  attempts: number;
  /** The next attempt. Absent while an earlier delivery of the same key waits, and after the end. */
  dueAt?: Date;
  createdAt: Date;
  last?: { at: Date; ms: number; status: number | null; answer: string };
}

export const WEBHOOK_DELIVERY = 'WebhookDelivery';

export const WebhookDeliverySchema = new Schema(
  {
    _id: String,
    webhookId: String,
    eventId: String,
    event: String,
    orderId: String,
    key: String,
    body: String,
    trace: String,
    state: String,
    attempts: Number,
    dueAt: Date,
    createdAt: Date,
    last: Schema.Types.Mixed,
  },
  { collection: 'webhook_deliveries', versionKey: false },
);
// An event that is consumed twice is delivered once. Lists the deliveries of one webhook, too.
WebhookDeliverySchema.index({ webhookId: 1, eventId: 1 }, { unique: true });
WebhookDeliverySchema.index({ webhookId: 1, _id: -1 });
// Finds what is due.
WebhookDeliverySchema.index(
  { dueAt: 1, webhookId: 1 },
  { partialFilterExpression: { dueAt: { $exists: true } } },
);
// Finds the next one of a key.
WebhookDeliverySchema.index({ key: 1, _id: 1 }, { partialFilterExpression: { state: 'waiting' } });
// Finds those about an order, when its customer is erased, and those whose retention period is over.
WebhookDeliverySchema.index({ orderId: 1 });
WebhookDeliverySchema.index({ createdAt: 1 });

export const deliveryView = ({
  _id,
  webhookId,
  eventId,
  event,
  orderId,
  state,
  attempts,
  dueAt,
  createdAt,
  body,
  last,
}: WebhookDeliveryDoc): WebhookDelivery => ({
  id: _id,
  webhookId,
  eventId,
  event,
  orderId,
  state,
  attempts,
  dueAt: dueAt?.toISOString() ?? null,
  createdAt: createdAt.toISOString(),
  body,
  last: last ? { ...last, at: last.at.toISOString() } : null,
});
