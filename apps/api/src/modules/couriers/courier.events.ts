import type { CourierStatus } from '@passline/contracts';

declare module '@passline/event-log' {
  interface DomainEvents {
    'courier.status_changed': {
      status: CourierStatus;
      currentOrder: string | null;
      /** The restaurant of the current order, or of the one that has just ended. */
      restaurantId: string | null;
    };
    /** A job was offered to these couriers, for the first time or as a reminder. */
    'delivery.offered': {
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
