import { type AggregateFields, aggregate } from '@passline/event-log';
import { Schema } from 'mongoose';

/** How far a user has read a conversation. ChatRepository only moves it forward. */
export interface ReadMarkDoc extends AggregateFields {
  orderId: string;
  userId: string;
  /** Id of the last message read. */
  upTo: string;
  /** When that message was sent; orders marks. */
  sentAt: Date;
  /** When the mark last moved; decides retention. */
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
