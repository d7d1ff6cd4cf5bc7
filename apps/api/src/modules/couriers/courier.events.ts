import type { CourierStatus, JobTerms } from '@passline/contracts';

declare module '@passline/event-log' {
  interface DomainEvents {
    'courier.status_changed': {
      status: CourierStatus;
      currentOrder: string | null;
      /** All orders of the trip; absent in events that an earlier release stored. */
      orders?: string[];
      /** The restaurant of the orders, or of the one that has just ended. */
      restaurantId: string | null;
    };
    /** A job was offered to these couriers, for the first time or as a reminder. */
    'delivery.offered': Partial<JobTerms> & {
      orderId: string;
      restaurantName: string;
      pickupAddress: string;
      deliveryAddress: string;
      amount: number;
      currency: string;
      /** `distance` in metres; null for couriers without a known position. */
      couriers: { id: string; distance: number | null }[];
    };
    /** A courier took the job, or it is no longer available. */
    'delivery.closed': { orderId: string; takenBy: string | null; offeredTo: string[] };
  }
}
