import {
  type CourierSearch,
  type Delivery,
  type JobTerms,
  metresBetween,
  type OrderState,
  type Point,
} from '@passline/contracts';
import type { Decision, EventDraft, NewAggregate } from '@passline/event-log';
import { cashToCollect, deliveryDistance, earningsOf } from '../orders/earnings.ts';
import type { DeliveryDoc, JobOffer } from './delivery.schema.ts';
import { type Near, cellOf, nearest, reachOf } from './proximity.ts';
import type { Candidate } from './trip.ts';

/**
 * The rules of the search for a courier, as pure functions: which couriers get an offer, when the next round is due, and
 * when the search ends. Null: nothing changes.
 */
type Outcome = Decision<DeliveryDoc> | null;

export const roundMs = 30_000;
export const remindAfterMs = 120_000;
/** One round offers a job to at most this many couriers, the nearest first. */
export const offersPerRound = 50;

export const isOpen = (delivery: DeliveryDoc): boolean => delivery.dueAt !== undefined;
export const isOfferedTo = (delivery: DeliveryDoc, courierId: string): boolean =>
  delivery.offers.some((offer) => offer.courierId === courierId);

export function open(
  order: OrderState & { _id: string },
  candidates: readonly Candidate[],
  now: Date,
): { state: NewAggregate<DeliveryDoc>; events: EventDraft[] } {
  const delivery = {
    _id: order._id,
    orderNumber: order.number,
    restaurantId: order.restaurantId,
    restaurantName: order.restaurantName,
    pickupAddress: order.pickup.address,
    pickup: order.pickup.location,
    cell: cellOf(order.pickup.location),
    deliveryAddress: order.deliveryAddress?.text ?? '',
    amount: order.totalAmount,
    currency: order.currency,
    ...termsFor(order),
    offers: [],
    round: 0,
    openedAt: now,
    takenBy: null,
  };
  const { offers, events } = makeOffers(delivery, inReach(delivery, 0, candidates), now);
  return { state: { ...delivery, offers, dueAt: after(now) }, events };
}

/** What a courier wants to know of the order before they accept. The promise may change while the search goes on. */
function termsFor(
  order: OrderState,
): Required<Pick<DeliveryDoc, 'deliveryDistance' | 'earnings' | 'isCash' | 'promise'>> {
  return {
    deliveryDistance: deliveryDistance(order),
    earnings: earningsOf(order),
    isCash: cashToCollect(order) > 0,
    promise: order.promise,
  };
}

function jobTerms({
  deliveryDistance = null,
  earnings = { fee: 0, tip: 0, total: 0 },
  isCash = false,
  promise = null,
  amount,
}: Pick<DeliveryDoc, 'deliveryDistance' | 'earnings' | 'isCash' | 'promise' | 'amount'>): JobTerms {
  return {
    deliveryDistance,
    earnings,
    cashToCollect: isCash ? amount : 0,
    readyAt: promise?.readyAt.toISOString() ?? null,
    deliverAt: promise?.deliverAt?.toISOString() ?? null,
  };
}

/** The next round reaches further, includes couriers who have come near since, and reminds earlier ones. */
export function nextRound(
  delivery: DeliveryDoc,
  candidates: readonly Candidate[],
  now: Date,
  order: OrderState,
): Outcome {
  if (!delivery.dueAt || delivery.dueAt > now) return null;
  const round = delivery.round + 1;
  const terms = termsFor(order);
  const { offers, events } = makeOffers({ ...delivery, ...terms }, inReach(delivery, round, candidates), now);
  return { change: { round, dueAt: after(now), ...terms, ...(events.length > 0 && { offers }) }, events };
}

/** Offers the job to a courier who has just come on duty or near. */
export function offer(delivery: DeliveryDoc, courier: Candidate, now: Date): Outcome {
  if (!isOpen(delivery) || isOfferedTo(delivery, courier.id)) return null;
  const { offers, events } = makeOffers(delivery, inReach(delivery, delivery.round, [courier]), now);
  return events.length > 0 ? { change: { offers }, events } : null;
}

/** Couriers on a trip for the restaurant come first: they go there anyway. Other couriers must be near. */
function inReach(
  { pickup, restaurantId }: Pick<DeliveryDoc, 'pickup' | 'restaurantId'>,
  round: number,
  candidates: readonly Candidate[],
): Near[] {
  const onTrip = candidates.filter(({ tripOf }) => tripOf === restaurantId);
  const free = candidates.filter(
    ({ id, tripOf }) => tripOf === undefined && !onTrip.some((it) => it.id === id),
  );
  return [...nearest(pickup, Infinity, onTrip), ...nearest(pickup, reachOf(round), free)];
}

export function decline(delivery: DeliveryDoc, courierId: string, now: Date): Outcome {
  const offers = delivery.offers.map((it) =>
    it.courierId === courierId && !it.declinedAt ? { ...it, declinedAt: now } : it,
  );
  const changed = offers.some((it, index) => it !== delivery.offers[index]);
  return isOpen(delivery) && changed ? { change: { offers }, events: [] } : null;
}

/** Items of the order changed. Couriers who look at the open jobs see what it costs now. */
export const withAmount = (delivery: DeliveryDoc, amount: number): Outcome =>
  isOpen(delivery) && delivery.amount !== amount ? { change: { amount }, events: [] } : null;

export const hasDeclined = (delivery: DeliveryDoc, courierId: string): boolean =>
  delivery.offers.some((offer) => offer.courierId === courierId && offer.declinedAt);

export function close(delivery: DeliveryDoc, takenBy: string | null): Outcome {
  if (!isOpen(delivery)) return null;
  return {
    change: { $set: { takenBy }, $unset: { dueAt: 1 } },
    events: [
      {
        type: 'delivery.closed',
        data: {
          orderId: delivery._id,
          takenBy,
          offeredTo: delivery.offers.map(({ courierId }) => courierId),
        },
      },
    ],
  };
}

/** Starts the search again, after an undo brought the order back to the kitchen without a courier. */
export const reopen = (delivery: DeliveryDoc, now: Date): Outcome =>
  isOpen(delivery)
    ? null
    : { change: { dueAt: now, takenBy: null, offers: [], round: -1, openedAt: now }, events: [] };

export const searchView = (delivery: DeliveryDoc, names: ReadonlyMap<string, string>): CourierSearch => ({
  orderId: delivery._id,
  orderNumber: delivery.orderNumber,
  since: delivery.openedAt.toISOString(),
  offers: delivery.offers.map(({ courierId, distance, toldAt, declinedAt }) => ({
    courierId,
    courierName: names.get(courierId) ?? '',
    distance,
    toldAt: toldAt.toISOString(),
    declinedAt: declinedAt?.toISOString() ?? null,
  })),
});

export const deliveryView = (delivery: DeliveryDoc, courier: { position: Point | null }): Delivery => ({
  orderId: delivery._id,
  orderNumber: delivery.orderNumber,
  restaurantId: delivery.restaurantId,
  restaurantName: delivery.restaurantName,
  pickupAddress: delivery.pickupAddress,
  deliveryAddress: delivery.deliveryAddress,
  distance: courier.position && metresBetween(courier.position, delivery.pickup),
  amount: delivery.amount,
  currency: delivery.currency,
  ...jobTerms(delivery),
});

function makeOffers(
  delivery: Omit<DeliveryDoc, 'version' | 'dueAt'>,
  near: readonly Near[],
  now: Date,
): { offers: JobOffer[]; events: EventDraft[] } {
  const offers = new Map(delivery.offers.map((offer) => [offer.courierId, offer]));
  const recipients = near
    .filter(({ id }) => {
      const before = offers.get(id);
      if (!before) return true;
      return !before.declinedAt && now.getTime() - before.toldAt.getTime() >= remindAfterMs;
    })
    .slice(0, offersPerRound);
  if (recipients.length === 0) return { offers: delivery.offers, events: [] };
  for (const { id, distance } of recipients) offers.set(id, { courierId: id, distance, toldAt: now });
  const { _id: orderId, restaurantName, pickupAddress, deliveryAddress, amount, currency } = delivery;
  return {
    offers: [...offers.values()],
    events: [
      {
        type: 'delivery.offered',
        data: {
          orderId,
          restaurantName,
          pickupAddress,
          deliveryAddress,
          amount,
          currency,
          ...jobTerms(delivery),
          couriers: recipients,
        },
      },
    ],
  };
}

const after = (now: Date) => new Date(now.getTime() + roundMs);
