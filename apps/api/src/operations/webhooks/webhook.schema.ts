import type { Webhook } from '@passline/contracts';
import { Schema } from 'mongoose';

export interface WebhookDoc {
  _id: string;
  /** Null: of all restaurants. */
  restaurantId: string | null;
  url: string;
  /** Empty: all. */
  events: string[];
  enabled: boolean;
  /** The first failed attempt since a delivery was accepted. */
  failingSince?: Date | null;
  /** The newest first. A replaced one still signs until its time ends. */
  secrets: { secret: string; until: Date | null }[];
  createdAt: Date;
}

export const WEBHOOK = 'Webhook';

export const WebhookSchema = new Schema(
  {
    _id: String,
    restaurantId: String,
    url: String,
    events: [String],
    enabled: Boolean,
    failingSince: Date,
    secrets: Schema.Types.Mixed,
    createdAt: Date,
  },
  { collection: 'webhooks', versionKey: false },
);
WebhookSchema.index({ restaurantId: 1 });

export const webhookView = ({
  _id,
  restaurantId,
  url,
  events,
  enabled,
  failingSince,
  createdAt,
}: WebhookDoc): Webhook => ({
  id: _id,
  restaurantId,
  url,
  events: events as Webhook['events'],
  enabled,
  failingSince: failingSince?.toISOString() ?? null,
  createdAt: createdAt.toISOString(),
});
