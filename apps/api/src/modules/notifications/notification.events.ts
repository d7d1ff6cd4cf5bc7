declare module '@passline/event-log' {
  interface DomainEvents {
    'notification.read': { userId: string; andOlder: boolean; readAt: Date };
    'notification.created': {
      userId: string;
      title: string;
      message: string;
      type: string;
      orderId: string | null;
    };
  }
}

export {};
