import {
  findTransition,
  isFinal,
  listedReason,
  nextStates,
  recallOfDelivered,
  recallWindowMinutes,
  Refusal,
  undoOfStep,
  undoWindowSeconds,
  type ArrivalPlace,
  type Mover,
  type OrderFactData,
  type OrderFactType,
  type OrderState,
  type OrderStatus,
  type PaymentStatus,
  type Reason,
  type Refunds,
  type Unanswered,
} from '@passline/contracts';
import { deliveryDistance } from './earnings.ts';

/** A fact without id, time and version, which the repository adds. */
export type Draft = { [K in OrderFactType]: { type: K; data: OrderFactData[K] } }[OrderFactType];

export interface Person {
  id: string;
  name: string;
}

const minutes = (n: number) => n * 60_000;
/** As the crow flies. */
export const minutesPerKilometre = 3;
const handover = 8;
/** Used when an address has no coordinates. */
const usualTravel = 20;

/**
 * The rules of an order. Every function is pure: it takes the current state and returns the new facts, or throws a Refusal.
 * An empty list means that nothing changes, so repeating a command is no error.
 */

export function move(
  order: OrderState,
  to: OrderStatus,
  mover: Mover,
  by: Person | null,
  now: Date,
  key?: string,
): Draft[] {
  if (to === 'cancelled') return cancel(order, listedReason('unspecified'), mover);
  const step = findTransition(order.status, to, order.fulfilment);
  if (!step?.by.includes(mover)) throw illegal(order, to, mover);
  if (!step.undo && leavesKitchen.has(to)) assertAnswered(order);
  if (step.undo && !mayUndo(order, to, now))
    throw new Refusal(
      'illegal_transition',
      `Only the last step can be undone, and only within ${undoWindowSeconds} seconds. Order ${order.number} stays ${words(order.status)}.`,
    );
  return [
    ...(order.status === 'pending' && by ? acknowledge(order, by) : []),
    {
      type: 'order.moved',
      data: { from: order.status, to, undo: step.undo === true, reason: null, ...(key && { key }) },
    },
  ];
}

export function acknowledge(order: OrderState, by: Person): Draft[] {
  if (order.alert.acknowledgedAt || isFinal(order.status)) return [];
  return [{ type: 'order.acknowledged', data: { by: { id: by.id, name: by.name } } }];
}

/** A promise also confirms a pending order. */
export function promise(
  order: OrderState,
  readyInMinutes: number,
  mover: Mover,
  by: Person | null,
  now: Date,
  key?: string,
): Draft[] {
  if (!['pending', 'confirmed', 'preparing'].includes(order.status))
    throw new Refusal(
      'illegal_transition',
      `Order ${order.number} is ${words(order.status)}. A time can be promised only while it is pending, confirmed or preparing.`,
    );
  const readyAt = promisedAt(order, new Date(now.getTime() + minutes(readyInMinutes)));
  const deliverAt =
    order.fulfilment === 'delivery' ? new Date(readyAt.getTime() + minutes(travelMinutes(order))) : null;
  const { promise: previous } = order;
  const promised: Draft = {
    type: 'order.promised',
    data: { readyAt, deliverAt, ...(previous && { previous }) },
  };
  return order.status === 'pending'
    ? [promised, ...move(order, 'confirmed', mover, by, now, key)]
    : [promised];
}

/** A promise in whole minutes that means the time that the customer chose is exactly that. */
function promisedAt({ scheduled }: OrderState, at: Date): Date {
  const chosen = scheduled?.readyAt;
  return chosen && Math.abs(chosen.getTime() - at.getTime()) < minutes(1) ? chosen : at;
}

export function cancel(order: OrderState, reason: Reason, mover: Mover): Draft[] {
  if (!findTransition(order.status, 'cancelled', order.fulfilment)?.by.includes(mover))
    throw illegal(order, 'cancelled', mover);
  return [cancelled(order, reason, mover === 'courier' ? 'staff' : mover)];
}

/** Without a check: a customer may also cancel an accepted order when they decline a replacement. */
export const cancelled = (order: OrderState, reason: Reason, by: 'staff' | 'customer' | 'system'): Draft => ({
  type: 'order.cancelled',
  data: { from: order.status, ...reason, by },
});

/** Payments and refunds are not changed: what the restaurant owes or gets after a recall, it settles with the customer. */
export function recall(order: OrderState, reason: Reason, now: Date): Draft[] {
  const recall = recallOf(order);
  if (!recall || now > recall.until)
    throw new Refusal(
      'illegal_transition',
      order.status === 'delivered'
        ? `Order ${order.number} was delivered more than ${recallWindowMinutes} minutes ago, or its personal data was erased. It can no longer be recalled.`
        : `Order ${order.number} is ${words(order.status)}. Only a delivered order can be recalled.`,
    );
  return [{ type: 'order.recalled', data: { from: order.status, to: recall.to, ...reason } }];
}

/** Several screens report receipts, also repeatedly. Only a receipt with new information becomes a fact. */
export function receive(order: OrderState, seen: { rendered: boolean; audible: boolean }): Draft[] {
  const { alert } = order;
  const isNew =
    !alert.receivedAt ||
    (seen.rendered && !alert.renderedAt) ||
    alert.audible === null ||
    (seen.audible && !alert.audible);
  return order.status === 'pending' && isNew ? [{ type: 'order.received', data: seen }] : [];
}

/** `screens`: how many screens of the restaurant are connected now. */
export function escalate(order: OrderState, cause: Unanswered, screens: number): Draft[] {
  const answered = order.status !== 'pending' || order.alert.acknowledgedAt !== null;
  const received = cause === 'not_received' && order.alert.receivedAt !== null;
  if (answered || received || order.alert.unanswered === cause) return [];
  return [
    { type: 'order.unanswered', data: { cause, since: order.reached.pending ?? order.createdAt, screens } },
  ];
}

export function assign(
  order: OrderState,
  courier: Person & { phone: string | null },
  by: 'courier' | 'staff',
): Draft[] {
  if (order.courier?.id === courier.id) return [];
  if (by === 'courier' && order.courier)
    throw new Refusal('already_taken', `Order ${order.number} was taken by another courier.`);
  if (by === 'courier' && order.driver)
    throw new Refusal('already_taken', `The restaurant delivers order ${order.number} itself.`);
  assertDeliverable(order, by === 'courier' ? 'already_taken' : 'illegal_transition');
  return [
    {
      type: 'order.courier_assigned',
      data: {
        courier: { id: courier.id, name: courier.name, phone: courier.phone },
        previous: order.courier?.id ?? null,
        pickupAddress: order.pickup.address,
        deliveryAddress: order.deliveryAddress?.text ?? '',
        deliverAt: order.promise?.deliverAt ?? null,
      },
    },
  ];
}

/** What the order's courier reports on the way. Reporting it again changes nothing. */
export function arrive(order: OrderState, place: ArrivalPlace): Draft[] {
  if (order.courier?.arrivedAt?.[place]) return [];
  const isThere =
    order.courier !== null &&
    (place === 'door'
      ? order.status === 'out_for_delivery'
      : ['confirmed', 'preparing', 'ready'].includes(order.status));
  if (!isThere)
    throw new Refusal(
      'illegal_transition',
      `Order ${order.number} is ${words(order.status)}. ${
        place === 'door'
          ? 'Pick it up before you report that you are at the door.'
          : 'It is no longer at the restaurant.'
      }`,
    );
  return [{ type: 'order.courier_arrived', data: { place } }];
}

/** A driver of the restaurant without an account. Replaces an assigned courier, as a courier replaces a driver. */
export function nameDriver(order: OrderState, name: string): Draft[] {
  if (order.driver?.name === name) return [];
  assertDeliverable(order, 'illegal_transition');
  return [
    {
      type: 'order.driver_named',
      data: {
        driver: { name },
        previous: order.courier?.id ?? null,
        deliverAt: order.promise?.deliverAt ?? null,
      },
    },
  ];
}

function assertDeliverable(order: OrderState, code: 'already_taken' | 'illegal_transition'): void {
  if (order.fulfilment === 'pickup')
    throw new Refusal(
      'illegal_transition',
      `Order ${order.number} is picked up by the customer. Only a delivery has a courier or a driver.`,
    );
  if (order.status === 'pending')
    throw new Refusal(code, `Accept order ${order.number} first, then choose who delivers it.`);
  if (isFinal(order.status)) throw new Refusal(code, `Order ${order.number} is ${words(order.status)}.`);
}

export function recordPayment(
  order: OrderState,
  status: PaymentStatus,
  { due, refunded }: Refunds = noRefunds,
): Draft[] {
  const before = order.refunds ?? noRefunds;
  const isSame = before.due === due && before.refunded === refunded;
  if (order.paymentStatus === status && isSame) return [];
  return [
    { type: 'order.payment_changed', data: { status, ...(!isSame && { refunds: { due, refunded } }) } },
  ];
}

const noRefunds: Refunds = { due: 0, refunded: 0 };

const leavesKitchen: ReadonlySet<OrderStatus> = new Set(['ready', 'out_for_delivery', 'delivered']);

/** What the customer gets is open until they have answered. */
function assertAnswered({ number, proposals = [] }: OrderState): void {
  if (proposals.length > 0)
    throw new Refusal(
      'answer_pending',
      `Order ${number} waits for the customer's answer about ${proposals.map(({ name }) => name).join(', ')}. Take the item out, or withdraw the replacement.`,
    );
}

/** The undo that staff can make now, and until when. */
export function undoOf(order: OrderState): { to: OrderStatus; until: Date } | null {
  const last = order.lastStep;
  if (!last || last.undo || last.to !== order.status) return null;
  const to = undoOfStep(order, last.from, last.to);
  return to && { to, until: new Date(last.at.getTime() + undoWindowSeconds * 1000) };
}

/** The recall that staff can make, and until when. Without its personal data an order could not be delivered again. */
export function recallOf(order: OrderState): { to: OrderStatus; until: Date } | null {
  const { delivered } = order.reached;
  if (order.status !== 'delivered' || !delivered || order.customerName === '') return null;
  return {
    to: recallOfDelivered(order.fulfilment),
    until: new Date(delivered.getTime() + minutes(recallWindowMinutes)),
  };
}

function mayUndo(order: OrderState, to: OrderStatus, now: Date): boolean {
  const undo = undoOf(order);
  return undo !== null && undo.to === to && now.getTime() <= undo.until.getTime();
}

function illegal(order: OrderState, to: OrderStatus, mover: Mover): Refusal {
  const legal = nextStates(order.status, order.fulfilment, mover);
  const hint = isFinal(order.status)
    ? 'that status is final'
    : legal.length === 0
      ? `a ${mover} cannot change it from there`
      : `from there it can become ${legal.map(words).join(' or ')}`;
  return new Refusal(
    'illegal_transition',
    `Order ${order.number} is ${words(order.status)} and cannot become ${words(to)}: ${hint}.`,
  );
}

const words = (status: OrderStatus) => status.replaceAll('_', ' ');

export function travelMinutes(order: Pick<OrderState, 'deliveryAddress' | 'pickup'>): number {
  const metres = deliveryDistance(order);
  return metres === null ? usualTravel : Math.round(handover + (metres / 1000) * minutesPerKilometre);
}
