import type { CourierStatus } from '@passline/contracts';

declare module '@passline/event-log' {
  interface DomainEvents {
    'courier.status_changed': {
      status: CourierStatus;
      currentOrder: string | null;
      /** The restaurant of the current order, or of the one that has just ended. */
      restaurantId: string | null;
    };
    /** A job was offered to these couriers, who had not heard of it before, or not for a while. */
    'delivery.offered': {
      orderId: string;
      restaurantName: string;
      pickupAddress: string;
      deliveryAddress: string;
      amount: number;
      currency: string;
      /** In metres; null for somebody who has not told where they are. */
      couriers: { id: string; distance: number | null }[];
    };
    /** Somebody took it, or it is no longer to be had. */
    'delivery.closed': { orderId: string; takenBy: string | null; offeredTo: string[] };
  }
}
