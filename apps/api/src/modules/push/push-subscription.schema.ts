import { Schema } from 'mongoose';

/** One browser of somebody. Its id is made from the endpoint: whoever signs in there next takes it over. */
export interface PushSubscriptionDoc {
  _id: string;
  userId: string;
  sessionId: string;
  endpoint: string;
  keys: { p256dh: string; auth: string };
  renewedAt: Date;
}

export const PUSH_SUBSCRIPTION = 'PushSubscription';

const forgottenDays = 60;

export const PushSubscriptionSchema = new Schema<PushSubscriptionDoc>(
  {
    _id: { type: String, required: true },
    userId: { type: String, required: true },
    sessionId: { type: String, required: true },
    endpoint: { type: String, required: true },
    keys: { type: new Schema({ p256dh: String, auth: String }, { _id: false }), required: true },
    renewedAt: { type: Date, required: true },
  },
  { collection: 'push_subscriptions', versionKey: false },
);
// Whom to tell; and which of somebody's is the oldest.
PushSubscriptionSchema.index({ userId: 1, renewedAt: 1 });
// They end with their session.
PushSubscriptionSchema.index({ sessionId: 1 });
// A console renews it at every start: one that has not for so long is not used any more.
PushSubscriptionSchema.index({ renewedAt: 1 }, { expireAfterSeconds: forgottenDays * 24 * 60 * 60 });
