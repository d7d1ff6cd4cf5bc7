import type { OrderFactData } from '@passline/contracts';

/** Whose order it is, on every fact: who hears of it is decided by what was true when it happened. */
export interface OrderRef {
  number: string;
  restaurantId: string;
  restaurantName: string;
  customerId: string;
  courierId: string | null;
}

type OrderEvents = { [K in keyof OrderFactData]: OrderFactData[K] & { order: OrderRef } };

declare module '@passline/event-log' {
  // An order's facts are the contract's own: the console replays them with the same reducer.
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type -- merging needs an interface
  interface DomainEvents extends OrderEvents {}
}
