import type { OrderChannel, OrderFactData, OrderState } from '@passline/contracts';

/** Part of every event, because the recipients depend on the order at the time of the event. */
export interface OrderRef {
  number: string;
  restaurantId: string;
  restaurantName: string;
  customerId: string;
  courierId: string | null;
  /** Absent: online. The customer of an order by telephone has no page and no app. */
  channel?: OrderChannel;
  /**
   * What consumers of this event need, so that none reads the order again. Absent in events that an earlier release stored.
   */
  now?: OrderNow;
}

/** Of the order after the event. `escalated`: the restaurant was notified that it is unanswered. */
export interface OrderNow extends Pick<OrderState, 'fulfilment' | 'timeZone' | 'promise'> {
  escalated: boolean;
  /** Only of an order for later. */
  scheduledFor?: Date;
}

type OrderEvents = { [K in keyof OrderFactData]: OrderFactData[K] & { order: OrderRef } };

declare module '@passline/event-log' {
  // The contract defines the facts of orders, because the console replays them with the same reducer.
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type -- merging needs an interface
  interface DomainEvents extends OrderEvents {}
}
