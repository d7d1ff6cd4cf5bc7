import { Schema } from 'mongoose';

/** One mail. Sent or dropped, it keeps its id until it expires, so that the same matter is not mailed again. */
export interface WaitingMail {
  /** Names the matter, so that the same matter is mailed once. */
  _id: string;
  userId: string;
  to: string;
  subject: string;
  text: string;
  attempts: number;
  dueAt: Date;
  /** Later it would be of no use. */
  expiresAt: Date;
}

export const MAIL = 'Mail';

export const MailSchema = new Schema<WaitingMail>(
  {
    _id: { type: String, required: true },
    userId: { type: String, required: true },
    to: String,
    subject: String,
    text: String,
    attempts: { type: Number, required: true },
    dueAt: Date,
    expiresAt: { type: Date, required: true },
  },
  { collection: 'mails', versionKey: false },
);
// Finds due mails.
MailSchema.index({ dueAt: 1 }, { partialFilterExpression: { dueAt: { $exists: true } } });
// Finds the mails of a person whose data is erased.
MailSchema.index({ userId: 1 });
// Deletes mails that are too late.
MailSchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
