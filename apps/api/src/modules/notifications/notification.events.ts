import type { NotificationParams } from '@passline/contracts';

declare module '@passline/event-log' {
  interface DomainEvents {
    'notification.read': { userId: string | readonly string[]; andOlder: boolean; readAt: Date };
    'notification.created': {
      /** Several users, when it is one notification of a team. */
      userId: string | readonly string[];
      title: string;
      message: string;
      type: string;
      /** Absent in events that an earlier release stored. */
      params?: NotificationParams;
      orderId: string | null;
    };
  }
}

export {};
