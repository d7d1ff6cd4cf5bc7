declare module '@passline/event-log' {
  interface DomainEvents {
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
