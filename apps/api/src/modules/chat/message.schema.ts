import type { ChatMessage } from '@passline/contracts';
import { type AggregateFields, aggregate } from '@passline/event-log';
import { Schema } from 'mongoose';

/** Its id is the one that the sender made. */
export interface MessageDoc extends AggregateFields {
  orderId: string;
  from: ChatMessage['from'];
  /** As it was typed: whoever shows it makes it safe for where it is shown. */
  text: string;
  at: Date;
}

export const CHAT_MESSAGE = 'ChatMessage';

export const MessageSchema = new Schema<MessageDoc>(
  { _id: String, orderId: String, from: Schema.Types.Mixed, text: String, at: Date },
  { collection: 'chat_messages' },
);
MessageSchema.plugin(aggregate);
// A conversation, newest first; how much of it is unread.
MessageSchema.index({ orderId: 1, at: -1, _id: -1 });
// What was kept long enough.
MessageSchema.index({ at: 1 });

export const messageView = ({ _id, orderId, from, text, at }: MessageDoc): ChatMessage => ({
  id: _id,
  orderId,
  from,
  text,
  at: at.toISOString(),
});
