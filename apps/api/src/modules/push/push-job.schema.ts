import type { PushMessage } from '@passline/contracts';
import { Schema } from 'mongoose';

/** One message to one browser, until it is delivered or has expired. */
export interface PushJob {
  _id: string;
  subscriptionId: string;
  /** The browser's owner when the job was made. Absent in jobs that an earlier release stored. */
  userId?: string;
  orderId: string;
  message: PushMessage;
  attempts: number;
  dueAt: Date;
  expiresAt: Date;
}

export const PUSH_JOB = 'PushJob';

export const PushJobSchema = new Schema<PushJob>(
  {
    _id: { type: String, required: true },
    subscriptionId: { type: String, required: true },
    userId: String,
    orderId: { type: String, required: true },
    message: { type: Schema.Types.Mixed, required: true },
    attempts: { type: Number, required: true },
    dueAt: { type: Date, required: true },
    expiresAt: { type: Date, required: true },
  },
  { collection: 'push_jobs', versionKey: false },
);
// Finds due messages.
PushJobSchema.index({ dueAt: 1 });
// Deletes expired messages.
PushJobSchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
