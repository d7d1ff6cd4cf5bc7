import type { ChatSide } from '@passline/contracts';
import { type ChatMark, chatMarkSchema } from './chat-mark.ts';

/** The last message of a conversation that a device of one side has received. */
export interface DeliveryMarkDoc extends ChatMark {
  side: ChatSide;
}

export const DELIVERY_MARK = 'DeliveryMark';

export const DeliveryMarkSchema = chatMarkSchema<DeliveryMarkDoc>('chat_deliveries', 'side');
