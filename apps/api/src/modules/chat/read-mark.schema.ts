import { type AggregateFields, aggregate } from '@passline/event-log';
import { Schema } from 'mongoose';

/** How far somebody has read; it only ever moves on. */
export interface ReadMarkDoc extends AggregateFields {
  orderId: string;
  userId: string;
  /** The last message that they have read, and when that was sent. */
  upTo: string;
  sentAt: Date;
  at: Date;
}

export const READ_MARK = 'ReadMark';

export const ReadMarkSchema = new Schema<ReadMarkDoc>(
  { _id: String, orderId: String, userId: String, upTo: String, sentAt: Date, at: Date },
  { collection: 'chat_reads' },
);
ReadMarkSchema.plugin(aggregate);
// Who has read how far in a conversation.
ReadMarkSchema.index({ orderId: 1 });
// What was kept long enough.
ReadMarkSchema.index({ at: 1 });
