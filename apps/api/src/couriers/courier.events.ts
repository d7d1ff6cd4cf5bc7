import type { CourierStatus } from '@passline/contracts';

declare module '@passline/event-log' {
  interface DomainEvents {
    'courier.status_changed': {
      status: CourierStatus;
      currentOrder: string | null;
      /** The restaurant of the current order. */
      restaurantId: string | null;
    };
    /** A job was offered to these couriers, who had not been offered it before. */
    'delivery.offered': {
      orderId: string;
      restaurantName: string;
      pickupAddress: string;
      deliveryAddress: string;
      amount: number;
      currency: string;
      couriers: { id: string; distance: number }[];
    };
    /** Somebody took it, or it is no longer to be had. */
    'delivery.closed': { orderId: string; takenBy: string | null; offeredTo: string[] };
  }
}
