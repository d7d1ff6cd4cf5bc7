import { type CourierStatus, type Point, Refusal } from '@passline/contracts';
import type { Decision } from '@passline/event-log';
import type { CourierDoc } from './courier.schema.ts';
import { cellOf, farthest, isWithin } from './near.ts';

/**
 * What a courier decides. Every function is pure: it gets the courier as they are and answers with what becomes
 * true, null when it is so already, or throws a Refusal and nothing has happened.
 */
type Outcome = Decision<CourierDoc> | null;

/** Somebody who comes back on duty is not where they were yesterday. */
export const forgottenAfterMs = 30 * 60_000;
/** Longer than any request lives: whoever reserved is gone. */
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
      'You carry an order: deliver it, or ask the restaurant to give it to another courier, then go off duty.',
    );
  if (duty === 'offline' && courier.reservation)
    throw new Refusal('conflict', 'A delivery is being given to you at this moment: look at it first.');
  const moved = position ? place(position, now) : returning(courier, duty, now) ? place(null, now) : {};
  if (duty === courier.duty && Object.keys(moved).length === 0) return null;
  return become(courier, { duty, ...moved });
}

/** Whoever may no longer work gets no further job; one that is carried is still theirs until staff reassign it. */
export const retire = (courier: CourierDoc): Outcome =>
  courier.duty === 'offline' ? null : become(courier, { duty: 'offline' });

/** Who may be given this order. Staff may also ask somebody who takes no jobs by themselves. */
export function demandFree(courier: CourierDoc | null, orderId: string, by: 'courier' | 'staff'): CourierDoc {
  const [who, are, carry] = by === 'courier' ? ['You', 'are', 'carry'] : [courier?.name, 'is', 'carries'];
  if (!courier || (courier.duty === 'offline' && !courier.currentOrder))
    throw unavailable(`${who} ${are} off duty.`);
  const { currentOrder, reservation, duty } = courier;
  if (currentOrder?.id === orderId) return courier;
  if (currentOrder) throw unavailable(`${who} ${carry} another order: it has to be delivered first.`);
  if (reservation && reservation.orderId !== orderId)
    throw unavailable(`${who} ${are} being given another delivery at this moment.`);
  if (duty === 'busy' && by === 'courier')
    throw unavailable('You take no jobs at the moment: set yourself available first.');
  return courier;
}

/**
 * The first of the writes that give somebody an order: of two orders at the same moment only one gets past it, so
 * nobody ever wins two.
 */
export function reserve(courier: CourierDoc, orderId: string, by: 'courier' | 'staff', now: Date): Outcome {
  demandFree(courier, orderId, by);
  return courier.currentOrder || courier.reservation
    ? null
    : { change: { reservation: { orderId, at: now } }, events: [] };
}

/** Only for whom the reservation was made: it may be gone because the order was cancelled or given on meanwhile. */
export const confirm = (courier: CourierDoc, order: { id: string; restaurantId: string }): Outcome =>
  courier.reservation?.orderId === order.id ? carry(courier, order) : null;

/** The order is theirs, whatever they said before: it has been decided. */
export function carry(
  courier: CourierDoc,
  { id, restaurantId }: { id: string; restaurantId: string },
): Outcome {
  if (courier.currentOrder) return null;
  return become(courier, { currentOrder: { id, restaurantId } });
}

/** Somebody else was first. */
export const release = (courier: CourierDoc, orderId: string): Outcome =>
  courier.reservation?.orderId === orderId ? { change: { $unset: { reservation: 1 } }, events: [] } : null;

/** Delivered, cancelled or given to somebody else; told more than once, and perhaps before it was confirmed. */
export const free = (courier: CourierDoc, orderId: string): Outcome =>
  courier.currentOrder?.id === orderId ? become(courier, { currentOrder: null }) : release(courier, orderId);

/** A change that others hear of if it can be seen from outside. */
function become(courier: CourierDoc, change: Partial<CourierDoc>): Decision<CourierDoc> {
  const { duty, currentOrder } = { ...courier, ...change };
  const status = statusOf(duty, currentOrder);
  const seen = status !== courier.status || currentOrder?.id !== courier.currentOrder?.id;
  const settled = 'currentOrder' in change && courier.reservation;
  return {
    change: { $set: { ...change, status }, ...(settled && { $unset: { reservation: 1 } }) },
    events: seen
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

/** Whom a restaurant's staff may see and ask: near, or carrying an order of theirs. */
export const isKnownTo = (
  { position, currentOrder }: CourierDoc,
  restaurant: { id: string; location: Point },
): boolean =>
  currentOrder?.restaurantId === restaurant.id || isWithin(farthest, restaurant.location, position);

const returning = ({ duty: before, position }: CourierDoc, duty: CourierStatus, now: Date): boolean =>
  before === 'offline' &&
  duty !== 'offline' &&
  position !== null &&
  now.getTime() - position.at.getTime() > forgottenAfterMs;

export const place = (position: Point | null, at: Date): Pick<CourierDoc, 'position' | 'cell'> => ({
  position: position && { lat: position.lat, lng: position.lng, at },
  cell: cellOf(position),
});

const unavailable = (detail: string) => new Refusal('courier_unavailable', detail);
