import { type AggregateFields, aggregate } from '@passline/event-log';
import { Schema } from 'mongoose';

/** How far a user has read a conversation. It only moves forward. */
export interface ReadMarkDoc extends AggregateFields {
  orderId: string;
  userId: string;
  /** The last message that the user has read, and when it was sent. */
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
// Finds the read marks of a conversation.
ReadMarkSchema.index({ orderId: 1 });
// Finds marks whose retention period is over.
ReadMarkSchema.index({ at: 1 });
