import { Schema } from 'mongoose';

/** One browser of a user. Its id derives from the endpoint, so the next user who signs in there takes it over. */
export interface PushSubscriptionDoc {
  _id: string;
  userId: string;
  sessionId: string;
  endpoint: string;
  keys: { p256dh: string; auth: string };
  renewedAt: Date;
}

export const PUSH_SUBSCRIPTION = 'PushSubscription';

const unusedDays = 60;

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
// Finds the subscriptions of a user, oldest first.
PushSubscriptionSchema.index({ userId: 1, renewedAt: 1 });
// Finds the subscriptions of a session, which end with it.
PushSubscriptionSchema.index({ sessionId: 1 });
// The console renews its subscription at every start. One that was not renewed for this long is unused.
PushSubscriptionSchema.index({ renewedAt: 1 }, { expireAfterSeconds: unusedDays * 24 * 60 * 60 });
