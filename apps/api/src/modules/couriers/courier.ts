import { type CourierStatus, type Point, Refusal } from '@passline/contracts';
import type { Decision } from '@passline/event-log';
import type { CourierDoc } from './courier.schema.ts';
import { cellOf, farthest, isWithin } from './proximity.ts';
import { ordersOf, refusalOf, type Trip, unavailable } from './trip.ts';

/**
 * The rules of a courier. Every function is pure: it takes the current state and returns the change and its events, null
 * if nothing changes, or throws a Refusal.
 */
type Outcome = Decision<CourierDoc> | null;

/** After this time off duty, the old position no longer counts. */
export const positionExpiresAfterMs = 30 * 60_000;
/** Longer than any request takes, so the process that made the reservation has died. */
export const reservedForMs = 60_000;

const statusOf = (duty: CourierStatus, currentOrder: unknown): CourierStatus =>
  currentOrder ? 'busy' : duty;

export function changeDuty(
  courier: CourierDoc,
  duty: CourierStatus,
  position: Point | null,
  now: Date,
): Outcome {
  if (duty === 'offline' && courier.currentOrder)
    throw new Refusal(
      'conflict',
      'You cannot go off duty while you carry an order. Deliver it, or ask the restaurant to assign another courier.',
    );
  if (duty === 'offline' && courier.reservation)
    throw new Refusal(
      'conflict',
      'You cannot go off duty, because a delivery is being assigned to you right now. Check your current order first.',
    );
  const moved = position
    ? positionFields(position, now)
    : hasOldPosition(courier, duty, now)
      ? positionFields(null, now)
      : {};
  if (duty === courier.duty && Object.keys(moved).length === 0) return null;
  return changed(courier, { duty, ...moved });
}

/** The account may no longer work as a courier: no further jobs. The current order stays until staff reassign it. */
export const retire = (courier: CourierDoc): Outcome =>
  courier.duty === 'offline' ? null : changed(courier, { duty: 'offline' });

/** Throws for couriers off duty. */
export function assertOnDuty(courier: CourierDoc | null, by: 'courier' | 'staff'): CourierDoc {
  if (courier && (courier.duty !== 'offline' || courier.currentOrder)) return courier;
  throw unavailable(
    by === 'courier' ? 'You are off duty.' : `${courier?.name ?? 'The courier'} is off duty.`,
  );
}

/**
 * The first of the writes that assign an order. Only one of two parallel assignments can reserve the courier, so a courier
 * never gets more orders than the trip allows.
 */
export function reserve(
  courier: CourierDoc,
  order: { id: string; restaurantId: string },
  by: 'courier' | 'staff',
  trip: Trip,
  now: Date,
): Outcome {
  const refusal = refusalOf(assertOnDuty(courier, by), order, by, trip);
  if (refusal) throw refusal;
  return ordersOf(courier).includes(order.id) || courier.reservation
    ? null
    : { change: { reservation: { orderId: order.id, at: now } }, events: [] };
}

/** Null without the reservation, which is gone if the order was cancelled or reassigned meanwhile. */
export const confirm = (courier: CourierDoc, order: { id: string; restaurantId: string }): Outcome =>
  courier.reservation?.orderId === order.id ? carry(courier, order) : null;

/** The courier carries the order, whatever their duty and the trip's limit are, because the order is assigned already. */
export function carry(
  courier: CourierDoc,
  { id, restaurantId }: { id: string; restaurantId: string },
): Outcome {
  const { currentOrder, furtherOrders = [] } = courier;
  if (!currentOrder) return changed(courier, { currentOrder: { id, restaurantId } });
  if (currentOrder.restaurantId !== restaurantId || ordersOf(courier).includes(id)) return null;
  return changed(courier, { furtherOrders: [...furtherOrders, id] });
}

/** Another courier was first. */
export const release = (courier: CourierDoc, orderId: string): Outcome =>
  courier.reservation?.orderId === orderId ? { change: { $unset: { reservation: 1 } }, events: [] } : null;

/** The order was delivered, cancelled or reassigned. Events can arrive twice, or before `confirm`. */
export function free(courier: CourierDoc, orderId: string): Outcome {
  const { currentOrder } = courier;
  const carried = ordersOf(courier);
  if (!currentOrder || !carried.includes(orderId)) return release(courier, orderId);
  const [id, ...furtherOrders] = carried.filter((it) => it !== orderId);
  return changed(courier, {
    currentOrder: id === undefined ? null : { ...currentOrder, id },
    ...(carried.length > 1 && { furtherOrders }),
  });
}

/** A change, with an event if the status or the orders change. */
function changed(courier: CourierDoc, change: Partial<CourierDoc>): Decision<CourierDoc> {
  const after = { ...courier, ...change };
  const { duty, currentOrder } = after;
  const orders = ordersOf(after);
  const status = statusOf(duty, currentOrder);
  const isVisible = status !== courier.status || orders.join() !== ordersOf(courier).join();
  const settled = courier.reservation && orders.includes(courier.reservation.orderId);
  return {
    change: { $set: { ...change, status }, ...(settled && { $unset: { reservation: 1 } }) },
    events: isVisible
      ? [
          {
            type: 'courier.status_changed',
            data: {
              status,
              currentOrder: currentOrder?.id ?? null,
              orders,
              restaurantId: (currentOrder ?? courier.currentOrder)?.restaurantId ?? null,
            },
          },
        ]
      : [],
  };
}

/** Whether a restaurant's staff may see the courier and assign orders: near, or carrying one of its orders. */
export const isKnownTo = (
  { position, currentOrder }: CourierDoc,
  restaurant: { id: string; location: Point },
): boolean =>
  currentOrder?.restaurantId === restaurant.id || isWithin(farthest, restaurant.location, position);

const hasOldPosition = ({ duty: before, position }: CourierDoc, duty: CourierStatus, now: Date): boolean =>
  before === 'offline' &&
  duty !== 'offline' &&
  position !== null &&
  now.getTime() - position.at.getTime() > positionExpiresAfterMs;

export const positionFields = (position: Point | null, at: Date): Pick<CourierDoc, 'position' | 'cell'> => ({
  position: position && { lat: position.lat, lng: position.lng, at },
  cell: cellOf(position),
});
