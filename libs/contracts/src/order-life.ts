import type { DeliveryAddress, OrderItem, PaymentMethod, PaymentStatus } from './orders.ts';
import type { AlertPolicy } from './restaurants.ts';
import type { Fulfilment, OrderStatus } from './transitions.ts';
import type { Point } from './values.ts';

/** Why nobody has answered: no screen had it, or somebody did not look. They escalate differently. */
export type Unanswered = 'not_received' | 'not_answered';

/** What happens to an order, as facts. From these alone the order can be rebuilt, at any step of its life. */
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
    /** Of the restaurant, connected when it began to ring. */
    screens?: number;
  };
  'order.received': { rendered: boolean; audible: boolean };
  'order.acknowledged': { by: { id: string; name: string } };
  'order.unanswered': { cause: Unanswered; since: T; screens?: number };
  'order.promised': { readyAt: T; deliverAt: T | null };
  'order.moved': { from: OrderStatus; to: OrderStatus; undo: boolean; reason: string | null };
  'order.cancelled': { from: OrderStatus; reason: string; by: 'staff' | 'customer' | 'system' };
  'order.courier_assigned': {
    courier: { id: string; name: string; phone: string | null };
    /** Who was to bring it before; they lose the order with this event. */
    previous: string | null;
    /** What the courier has to know at once. */
    pickupAddress: string;
    deliveryAddress: string;
    deliverAt: T | null;
  };
  'order.payment_changed': { status: PaymentStatus };
}
export type OrderFactType = keyof OrderFactData;

/** A fact with where and when it happened. `actor` null: Passline itself. */
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
  /** The version in which somebody last decided something: that a screen received it is no decision. */
  decidedVersion?: number;
  paymentStatus: PaymentStatus;
  courier: { id: string; name: string; phone: string | null; assignedAt: T } | null;
  promise: { readyAt: T; deliverAt: T | null } | null;
  alert: {
    receivedAt: T | null;
    renderedAt: T | null;
    audible: boolean | null;
    acknowledgedAt: T | null;
    acknowledgedBy: { id: string; name: string } | null;
    unanswered: Unanswered | null;
  };
  cancellation: { reason: string; by: 'staff' | 'customer' | 'system'; at: T } | null;
  /** The last step along the table, which staff may take back for a few seconds. */
  lastStep: { from: OrderStatus; to: OrderStatus; at: T; undo: boolean } | null;
  /** When each state was reached (last), for ageing and for the times per stage. */
  reached: Partial<Record<OrderStatus, T>>;
  createdAt: T;
  updatedAt: T;
}

/** What is known of an alarm that no screen has received yet. */
export const unseenAlert = {
  receivedAt: null,
  renderedAt: null,
  audible: null,
  acknowledgedAt: null,
  acknowledgedBy: null,
  unanswered: null,
} as const;

/**
 * The one reducer: the aggregate evolves by it, the stored order is its result, the console replays with it.
 * It copies times and never reckons with them, so it takes Dates as well as their wire form.
 */
export function applyOrderFact<T>(state: OrderState<T> | null, fact: OrderFact<T>): OrderState<T> {
  if (fact.type === 'order.placed') {
    if (state) throw new Error('An order is placed once');
    return {
      ...fact.data,
      status: 'pending',
      version: fact.version,
      decidedVersion: fact.version,
      courier: null,
      promise: null,
      alert: unseenAlert,
      cancellation: null,
      lastStep: null,
      reached: { pending: fact.at },
      createdAt: fact.at,
      updatedAt: fact.at,
    };
  }
  if (!state) throw new Error(`An order's life begins with order.placed, not with ${fact.type}`);
  return {
    ...state,
    ...change(state, fact),
    version: fact.version,
    ...(!happensByItself.has(fact.type) && { decidedVersion: fact.version }),
    updatedAt: fact.at,
  };
}

/** Nobody's decision, so nobody's decision is out of date for it. */
const happensByItself: ReadonlySet<OrderFactType> = new Set<OrderFactType>([
  'order.received',
  'order.unanswered',
  'order.payment_changed',
]);

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
          // One screen that is heard is enough: a muted one beside it changes nothing.
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
        status: fact.data.to,
        lastStep: { from: fact.data.from, to: fact.data.to, at, undo: fact.data.undo },
        reached: { ...state.reached, [fact.data.to]: at },
        alert: { ...state.alert, unanswered: null },
      };
    case 'order.cancelled':
      return {
        status: 'cancelled',
        cancellation: { reason: fact.data.reason, by: fact.data.by, at },
        lastStep: { from: fact.data.from, to: 'cancelled', at, undo: false },
        reached: { ...state.reached, cancelled: at },
      };
    case 'order.courier_assigned':
      return { courier: { ...fact.data.courier, assignedAt: at } };
    case 'order.payment_changed':
      return { paymentStatus: fact.data.status };
  }
}

export const rebuildOrder = <T>(facts: readonly OrderFact<T>[]): OrderState<T> => {
  const state = facts.reduce<OrderState<T> | null>(applyOrderFact, null);
  if (!state) throw new Error('Nothing happened yet: there is no order');
  return state;
};
