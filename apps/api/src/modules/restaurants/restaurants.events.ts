import type { Opening } from './opening.ts';

declare module '@passline/event-log' {
  interface DomainEvents {
    'restaurant.created': { restaurantId: string; name: string };
    'restaurant.changed': { restaurantId: string; fields: string[] };
    'restaurant.status_changed': { restaurantId: string; businessName: string } & Opening;
    'restaurant.customer_blocked': { restaurantId: string; customerId: string };
    'restaurant.customer_unblocked': { restaurantId: string; customerId: string };
  }
}
