import { aggregate } from '@passline/event-log';
import { Schema } from 'mongoose';
import type { ChatMark } from './chat-mark.ts';

/** How far a user has read a conversation. */
export interface ReadMarkDoc extends ChatMark {
  userId: string;
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
