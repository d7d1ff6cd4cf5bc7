import type { ChatSide } from '@passline/contracts';

/** An order whose participants write to each other, and who takes part at that time. */
export interface Conversation {
  orderId: string;
  restaurantId: string;
  customerId: string;
  courierId: string | null;
}

/** Events that an earlier release stored do not name the customer and the courier. */
type StoredConversation = Pick<Conversation, 'orderId' | 'restaurantId'> & Partial<Conversation>;

declare module '@passline/event-log' {
  interface DomainEvents {
    'chat.message_sent': StoredConversation & {
      from: { id: string; name: string; role: string };
      text: string;
    };
    /** These participants had time to read the message and have not. */
    'chat.unread': Conversation & { from: string; sides: ChatSide[] };
    'chat.read': StoredConversation & { userId: string; side?: ChatSide; upTo: string };
    'chat.delivered': Conversation & { side: ChatSide; upTo: string };
  }
}
