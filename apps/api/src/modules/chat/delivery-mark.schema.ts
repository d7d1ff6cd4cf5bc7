import type { ChatSide } from '@passline/contracts';
import { aggregate } from '@passline/event-log';
import { Schema } from 'mongoose';
import type { ChatMark } from './chat-mark.ts';

/** The last message of a conversation that a device of one side has received. */
export interface DeliveryMarkDoc extends ChatMark {
  side: ChatSide;
}

export const DELIVERY_MARK = 'DeliveryMark';

export const DeliveryMarkSchema = new Schema<DeliveryMarkDoc>(
  { _id: String, orderId: String, side: String, upTo: String, sentAt: Date, at: Date },
  { collection: 'chat_deliveries' },
);
DeliveryMarkSchema.plugin(aggregate);
// Finds the delivery marks of a conversation.
DeliveryMarkSchema.index({ orderId: 1 });
// Finds marks whose retention period is over.
DeliveryMarkSchema.index({ at: 1 });
