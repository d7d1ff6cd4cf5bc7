declare module '@passline/event-log' {
  interface DomainEvents {
    'chat.message_sent': {
      orderId: string;
      restaurantId: string;
      from: { id: string; name: string; role: string };
      text: string;
    };
    'chat.read': { orderId: string; restaurantId: string; userId: string; upTo: string };
  }
}

export {};
