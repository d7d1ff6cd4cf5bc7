import { type CourierStatus, type Point, Refusal } from '@passline/contracts';
import type { Decision } from '@passline/event-log';
import type { CourierDoc } from './courier.schema.ts';
import { cellOf, farthest, isWithin } from './proximity.ts';

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

/** Throws unless the courier can get this order. Staff may also assign it to a courier who has set themselves busy. */
export function assertFree(courier: CourierDoc | null, orderId: string, by: 'courier' | 'staff'): CourierDoc {
  const [who, are, carry] =
    by === 'courier' ? ['You', 'are', 'carry'] : [courier?.name ?? 'The courier', 'is', 'carries'];
  if (!courier || (courier.duty === 'offline' && !courier.currentOrder))
    throw unavailable(`${who} ${are} off duty.`);
  const { currentOrder, reservation, duty } = courier;
  if (currentOrder?.id === orderId) return courier;
  if (currentOrder) throw unavailable(`${who} ${carry} another order, which must be delivered first.`);
  if (reservation && reservation.orderId !== orderId)
    throw unavailable(`${who} ${are} being assigned another delivery right now.`);
  if (duty === 'busy' && by === 'courier')
    throw unavailable('You are set to busy. Set yourself to available to accept jobs.');
  return courier;
}

/**
 * The first of the writes that assign an order. Only one of two parallel assignments can reserve the courier, so a courier
 * never gets two orders.
 */
export function reserve(courier: CourierDoc, orderId: string, by: 'courier' | 'staff', now: Date): Outcome {
  assertFree(courier, orderId, by);
  return courier.currentOrder || courier.reservation
    ? null
    : { change: { reservation: { orderId, at: now } }, events: [] };
}

/** Null without the reservation, which is gone if the order was cancelled or reassigned meanwhile. */
export const confirm = (courier: CourierDoc, order: { id: string; restaurantId: string }): Outcome =>
  courier.reservation?.orderId === order.id ? carry(courier, order) : null;

/** The courier carries the order, whatever their duty is, because the order is assigned already. */
export function carry(
  courier: CourierDoc,
  { id, restaurantId }: { id: string; restaurantId: string },
): Outcome {
  if (courier.currentOrder) return null;
  return changed(courier, { currentOrder: { id, restaurantId } });
}

/** Another courier was first. */
export const release = (courier: CourierDoc, orderId: string): Outcome =>
  courier.reservation?.orderId === orderId ? { change: { $unset: { reservation: 1 } }, events: [] } : null;

/** The order was delivered, cancelled or reassigned. Events can arrive twice, or before `confirm`. */
export const free = (courier: CourierDoc, orderId: string): Outcome =>
  courier.currentOrder?.id === orderId ? changed(courier, { currentOrder: null }) : release(courier, orderId);

/** A change, with an event if the status or the current order changes. */
function changed(courier: CourierDoc, change: Partial<CourierDoc>): Decision<CourierDoc> {
  const { duty, currentOrder } = { ...courier, ...change };
  const status = statusOf(duty, currentOrder);
  const isVisible = status !== courier.status || currentOrder?.id !== courier.currentOrder?.id;
  const settled = 'currentOrder' in change && courier.reservation;
  return {
    change: { $set: { ...change, status }, ...(settled && { $unset: { reservation: 1 } }) },
    events: isVisible
      ? [
          {
            type: 'courier.status_changed',
            data: {
              status,
              currentOrder: currentOrder?.id ?? null,
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

const unavailable = (detail: string) => new Refusal('courier_unavailable', detail);
