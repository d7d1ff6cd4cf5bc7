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
    'chat.read': StoredConversation & { userId: string; upTo: string };
  }
}
