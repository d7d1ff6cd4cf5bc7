import { type Point, Refusal } from '@passline/contracts';
import type { CourierDoc } from './courier.schema.ts';

/** The rules of a trip: the orders that a courier carries at the same time, all of one restaurant. */
export interface Trip {
  /** How many orders the restaurant allows in one trip. */
  limit: number;
  /** An order of the trip was picked up, so no other one can join it. */
  hasLeft: boolean;
}

/** A courier to whom jobs can be offered. */
export interface Candidate {
  id: string;
  position: Point | null;
  /** The restaurant whose orders the courier carries already: only its jobs can join the trip. */
  tripOf?: string | undefined;
}

type Carrying = Pick<CourierDoc, 'currentOrder' | 'furtherOrders'>;

export const ordersOf = ({ currentOrder, furtherOrders = [] }: Carrying): string[] =>
  currentOrder ? [currentOrder.id, ...furtherOrders] : [];

/** Why the courier cannot get this order, or null. Staff may also assign it to a courier who is set to busy. */
export function refusalOf(
  courier: CourierDoc,
  order: { id: string; restaurantId: string },
  by: 'courier' | 'staff',
  trip: Trip,
): Refusal | null {
  const [who, are, carry, have] =
    by === 'courier' ? ['You', 'are', 'carry', 'have'] : [courier.name, 'is', 'carries', 'has'];
  const { currentOrder, reservation, duty } = courier;
  const carried = ordersOf(courier);
  if (carried.includes(order.id)) return null;
  if (currentOrder && currentOrder.restaurantId !== order.restaurantId)
    return new Refusal(
      'other_restaurant',
      `${who} ${carry} an order of another restaurant, which must be delivered first.`,
    );
  if (carried.length > 0 && trip.limit === 1)
    return unavailable(`${who} ${carry} another order, which must be delivered first.`);
  if (trip.hasLeft) return unavailable(`${who} ${have} left the restaurant already.`);
  if (carried.length >= trip.limit)
    return unavailable(
      `${who} ${carry} ${carried.length} orders, as many as the restaurant allows in one trip.`,
    );
  if (reservation && reservation.orderId !== order.id)
    return unavailable(`${who} ${are} being assigned another delivery right now.`);
  if (duty === 'busy' && by === 'courier')
    return unavailable('You are set to busy. Set yourself to available to accept jobs.');
  return null;
}

export const unavailable = (detail: string) => new Refusal('courier_unavailable', detail);
