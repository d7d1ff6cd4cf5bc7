import type { Language, PushKind, Role } from '@passline/contracts';
import { Schema } from 'mongoose';

/** One browser of a user. Its id derives from the endpoint, so the next user who signs in there takes it over. */
export interface PushSubscriptionDoc {
  _id: string;
  userId: string;
  sessionId: string;
  endpoint: string;
  keys: { p256dh: string; auth: string };
  /** Decides which page a message opens. Absent in subscriptions that an earlier release stored: those are of staff. */
  role?: Role;
  /** Absent: all kinds of the role. */
  kinds?: readonly PushKind[];
  /** Absent: English. */
  language?: Language;
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
    role: String,
    kinds: { type: [String], default: undefined },
    language: String,
    renewedAt: { type: Date, required: true },
  },
  { collection: 'push_subscriptions', versionKey: false },
);
// Finds the subscriptions of a user, oldest first.
PushSubscriptionSchema.index({ userId: 1, renewedAt: 1 });
// Finds the subscriptions of a session, which end with it.
PushSubscriptionSchema.index({ sessionId: 1 });
// A page renews its subscription at every start. One that was not renewed for this long is unused.
PushSubscriptionSchema.index({ renewedAt: 1 }, { expireAfterSeconds: unusedDays * 24 * 60 * 60 });
