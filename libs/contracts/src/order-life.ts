import type { DeliveryAddress, OrderItem, PaymentMethod, PaymentStatus } from './orders.ts';
import type { Reason } from './reasons.ts';
import type { AlertPolicy } from './restaurants.ts';
import type { Fulfilment, OrderStatus } from './transitions.ts';
import type { Point } from './values.ts';

/** Why an order is unanswered: no screen received it, or staff did not react. The two escalate differently. */
export type Unanswered = 'not_received' | 'not_answered';

/** Of an order for later: the time that the customer chose, and what follows from it. */
export interface ScheduledTimes<T = Date> {
  /** When the customer wants it: at the restaurant for a pickup, at the door for a delivery. */
  for: T;
  /** When the lead time begins: the order enters the board and rings. */
  startsAt: T;
  /** When it must be ready, so that it is there in time. */
  readyAt: T;
}

/** The facts of an order's life. The order can be rebuilt from them alone, as of any version. */
export interface OrderFactData<T = Date> {
  'order.placed': {
    number: string;
    restaurantId: string;
    restaurantName: string;
    pickup: { address: string; location: Point };
    timeZone: string;
    customerId: string;
    customerName: string;
    customerPhone: string | null;
    items: OrderItem[];
    subtotal: number;
    discount: number;
    deliveryFee: number;
    totalAmount: number;
    currency: string;
    fulfilment: Fulfilment;
    deliveryAddress: DeliveryAddress | null;
    paymentMethod: PaymentMethod;
    paymentStatus: PaymentStatus;
    offerCode: string | null;
    note: string | null;
    alertPolicy: AlertPolicy;
    /** Only of an order for later. */
    scheduled?: ScheduledTimes<T> | null;
    /** The number of the restaurant's screens that were connected when the alarm started. */
    screens?: number;
  };
  'order.received': { rendered: boolean; audible: boolean };
  'order.acknowledged': { by: { id: string; name: string } };
  'order.unanswered': { cause: Unanswered; since: T; screens?: number };
  'order.promised': { readyAt: T; deliverAt: T | null };
  'order.moved': {
    from: OrderStatus;
    to: OrderStatus;
    undo: boolean;
    reason: string | null;
    /** Of an order for later that begins to ring: the restaurant's screens that were connected. */
    screens?: number;
  };
  /** The kitchen finished these items, or takes that back. The order may move in the same decision. */
  'order.items_marked': {
    items: string[];
    state: 'waiting' | 'done';
    by: { id: string; name: string };
  };
  'order.recalled': { from: OrderStatus; to: OrderStatus } & Reason;
  'order.cancelled': { from: OrderStatus; by: 'staff' | 'customer' | 'system' } & Reason;
  'order.courier_assigned': {
    courier: { id: string; name: string; phone: string | null };
    /** The previously assigned courier, who loses access to the order with this event. */
    previous: string | null;
    /** Needed by the courier immediately. */
    pickupAddress: string;
    deliveryAddress: string;
    deliverAt: T | null;
  };
  'order.driver_named': {
    driver: { name: string };
    /** The assigned courier, who loses access to the order with this event. */
    previous: string | null;
    deliverAt: T | null;
  };
  'order.payment_changed': { status: PaymentStatus };
}
export type OrderFactType = keyof OrderFactData;

/** A fact with its version, time and actor. `actor` is null for Passline itself. */
export type OrderFact<T = Date> = {
  [K in OrderFactType]: {
    type: K;
    at: T;
    version: number;
    actor: { id: string; role: string; name?: string | null } | null;
    data: OrderFactData<T>[K];
  };
}[OrderFactType];

export interface OrderState<T = Date> extends Omit<OrderFactData<T>['order.placed'], 'paymentStatus'> {
  status: OrderStatus;
  version: number;
  /** The version of the last decision; a receipt by a screen, for example, is not a decision. */
  decidedVersion?: number;
  paymentStatus: PaymentStatus;
  courier: { id: string; name: string; phone: string | null; assignedAt: T } | null;
  /** A driver of the restaurant, without an account. Absent in orders that an earlier release stored. */
  driver?: { name: string; namedAt: T } | null;
  promise: { readyAt: T; deliverAt: T | null } | null;
  /** The items that the kitchen finished. Absent in orders that an earlier release stored. */
  itemsDone?: { id: string; at: T; by: { id: string; name: string } }[];
  alert: {
    receivedAt: T | null;
    renderedAt: T | null;
    audible: boolean | null;
    acknowledgedAt: T | null;
    acknowledgedBy: { id: string; name: string } | null;
    unanswered: Unanswered | null;
  };
  cancellation: (Reason & { by: 'staff' | 'customer' | 'system'; at: T }) | null;
  /** The last recall of a delivered order. Absent in orders that an earlier release stored. */
  recalled?: (Reason & { at: T }) | null;
  /** The last transition, which staff may undo for a few seconds. */
  lastStep: { from: OrderStatus; to: OrderStatus; at: T; undo: boolean } | null;
  /** When each status was last reached, for ageing and for the times per stage. */
  reached: Partial<Record<OrderStatus, T>>;
  createdAt: T;
  updatedAt: T;
}

/** Items of orders, events and stream entries that an earlier release stored have no ids and get them by position. */
export function withItemIds(items: OrderItem[]): OrderItem[] {
  const stored: readonly (Omit<OrderItem, 'id'> & { id?: string })[] = items;
  if (stored.every(({ id }) => id)) return items;
  return stored.map((item, index) => ({ ...item, id: item.id ?? String(index + 1) }));
}

/** The state of an alarm that no screen has received yet. */
export const unseenAlert = {
  receivedAt: null,
  renderedAt: null,
  audible: null,
  acknowledgedAt: null,
  acknowledgedBy: null,
  unanswered: null,
} as const;

/**
 * The only reducer of orders, used by the aggregate and by the console's replay. It copies times and never calculates
 * with them, so it works with Dates and with their wire form.
 */
export function applyOrderFact<T>(state: OrderState<T> | null, fact: OrderFact<T>): OrderState<T> {
  if (fact.type === 'order.placed') {
    if (state) throw new Error('order.placed must be the first event of an order and occur once');
    const status = fact.data.scheduled ? 'scheduled' : 'pending';
    return {
      ...fact.data,
      items: withItemIds(fact.data.items),
      status,
      version: fact.version,
      decidedVersion: fact.version,
      courier: null,
      driver: null,
      promise: null,
      itemsDone: [],
      alert: unseenAlert,
      cancellation: null,
      recalled: null,
      lastStep: null,
      reached: { [status]: fact.at },
      createdAt: fact.at,
      updatedAt: fact.at,
    };
  }
  if (!state) throw new Error(`The first event of an order must be order.placed, not ${fact.type}`);
  return {
    ...state,
    ...change(state, fact),
    version: fact.version,
    ...(!notDecisions.has(fact.type) && { decidedVersion: fact.version }),
    updatedAt: fact.at,
  };
}

/** Facts that are not decisions, so a user's decision based on an earlier version is still valid after them. */
const notDecisions: ReadonlySet<OrderFactType> = new Set<OrderFactType>([
  'order.received',
  'order.unanswered',
  'order.payment_changed',
  // Stations finish items at the same time.
  'order.items_marked',
]);

const reasonFields = ({ reason, code }: Reason): Reason => ({ reason, ...(code && { code }) });

function change<T>(
  state: OrderState<T>,
  fact: Exclude<OrderFact<T>, { type: 'order.placed' }>,
): Partial<OrderState<T>> {
  const { at } = fact;
  switch (fact.type) {
    case 'order.received':
      return {
        alert: {
          ...state.alert,
          receivedAt: state.alert.receivedAt ?? at,
          renderedAt: state.alert.renderedAt ?? (fact.data.rendered ? at : null),
          // One audible screen is enough, whether others are muted or not.
          audible: state.alert.audible === true || fact.data.audible,
          unanswered: state.alert.unanswered === 'not_received' ? null : state.alert.unanswered,
        },
      };
    case 'order.acknowledged':
      return {
        alert: { ...state.alert, acknowledgedAt: at, acknowledgedBy: fact.data.by, unanswered: null },
      };
    case 'order.unanswered':
      return { alert: { ...state.alert, unanswered: fact.data.cause } };
    case 'order.promised':
      return { promise: { readyAt: fact.data.readyAt, deliverAt: fact.data.deliverAt } };
    case 'order.moved':
      return {
        ...stepped(state, fact.data, at),
        lastStep: { from: fact.data.from, to: fact.data.to, at, undo: fact.data.undo },
        // Accepting was undone, and with it the promise.
        ...(fact.data.to === 'pending' && { promise: null }),
        ...(fact.data.from === 'scheduled' && {
          // Staff may start it earlier, and then its times run from then on.
          scheduled: state.scheduled && { ...state.scheduled, startsAt: at },
          ...(fact.data.screens !== undefined && { screens: fact.data.screens }),
        }),
      };
    case 'order.items_marked': {
      const { items, state: itemState, by } = fact.data;
      const others = (state.itemsDone ?? []).filter(({ id }) => !items.includes(id));
      const done = itemState === 'done' ? items.map((id) => ({ id, at, by })) : [];
      return { itemsDone: [...others, ...done] };
    }
    case 'order.recalled':
      return {
        ...stepped(state, fact.data, at),
        lastStep: { from: fact.data.from, to: fact.data.to, at, undo: true },
        recalled: { ...reasonFields(fact.data), at },
      };
    case 'order.cancelled':
      return {
        status: 'cancelled',
        cancellation: { ...reasonFields(fact.data), by: fact.data.by, at },
        lastStep: { from: fact.data.from, to: 'cancelled', at, undo: false },
        reached: { ...state.reached, cancelled: at },
      };
    case 'order.courier_assigned':
      return { courier: { ...fact.data.courier, assignedAt: at }, driver: null };
    case 'order.driver_named':
      return { driver: { ...fact.data.driver, namedAt: at }, courier: null };
    case 'order.payment_changed':
      return { paymentStatus: fact.data.status };
  }
}

function stepped<T>(
  state: OrderState<T>,
  { from, to }: { from: OrderStatus; to: OrderStatus },
  at: T,
): Pick<OrderState<T>, 'status' | 'reached' | 'alert'> {
  // An order that is open again was not delivered at that time.
  const { delivered: _, ...before } = state.reached;
  const reached = from === 'delivered' ? before : state.reached;
  return { status: to, reached: { ...reached, [to]: at }, alert: { ...state.alert, unanswered: null } };
}

export const rebuildOrder = <T>(facts: readonly OrderFact<T>[]): OrderState<T> => {
  const state = facts.reduce<OrderState<T> | null>(applyOrderFact, null);
  if (!state) throw new Error('An order cannot be rebuilt without events');
  return state;
};
