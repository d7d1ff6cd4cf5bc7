import type { Status } from './restaurant-status.ts';

declare module '@passline/event-log' {
  interface DomainEvents {
    'restaurant.created': { restaurantId: string; name: string };
    'restaurant.changed': { restaurantId: string; fields: string[] };
    /** Events that an earlier release stored have no `opensAt`, `closesAt` and `closedBy`. */
    'restaurant.status_changed': { restaurantId: string; businessName: string } & Omit<
      Status,
      'opensAt' | 'closesAt' | 'closedBy'
    > &
      Partial<Pick<Status, 'opensAt' | 'closesAt' | 'closedBy'>>;
    /** It was closed automatically after so many unanswered orders in a row. */
    'restaurant.paused_unanswered': { restaurantId: string; businessName: string; orders: number };
    'restaurant.customer_blocked': { restaurantId: string; customerId: string };
    'restaurant.customer_unblocked': { restaurantId: string; customerId: string };
  }
}
