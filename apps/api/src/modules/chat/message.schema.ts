import type { ChatMessage } from '@passline/contracts';
import { type AggregateFields, aggregate } from '@passline/event-log';
import { Schema } from 'mongoose';

/** The sender chooses the id, so that a retry is recognized. */
export interface MessageDoc extends AggregateFields {
  orderId: string;
  from: ChatMessage['from'];
  /** Unescaped, as it was typed. Clients must escape it for their output. */
  text: string;
  at: Date;
  /** Until then its readers have time to read it; those who have not get a notification. Absent once that is done. */
  notifyAt?: Date;
}

export const CHAT_MESSAGE = 'ChatMessage';

export const MessageSchema = new Schema<MessageDoc>(
  { _id: String, orderId: String, from: Schema.Types.Mixed, text: String, at: Date, notifyAt: Date },
  { collection: 'chat_messages' },
);
MessageSchema.plugin(aggregate);
// Lists a conversation, newest first, and counts its unread messages.
MessageSchema.index({ orderId: 1, at: -1, _id: -1 });
// Finds messages that were not read in time.
MessageSchema.index({ notifyAt: 1 }, { partialFilterExpression: { notifyAt: { $exists: true } } });
// Finds messages whose retention period is over.
MessageSchema.index({ at: 1 });

export const messageView = ({ _id, orderId, from, text, at }: MessageDoc): ChatMessage => ({
  id: _id,
  orderId,
  from,
  text,
  at: at.toISOString(),
});
