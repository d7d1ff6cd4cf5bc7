import type {
  ArrivalPlace,
  ChangedItem,
  OrderFact,
  OrderFactData,
  OrderFactType,
  Refunds,
  Unanswered,
} from './order-facts.ts';
import { itemsAfter, type ItemChange, type Proposal } from './item-changes.ts';
import type { OrderItem, PaymentStatus } from './orders.ts';
import type { Reason } from './reasons.ts';
import type { OrderStatus } from './transitions.ts';

type Placed<T> = OrderFactData<T>['order.placed'];
/** Absent in orders that an earlier release stored. */
type AddedLater = 'tip' | 'areaCheck' | 'offerTerms';

export interface OrderState<T = Date>
  extends Omit<Placed<T>, 'paymentStatus' | AddedLater>, Partial<Pick<Placed<T>, AddedLater>> {
  status: OrderStatus;
  version: number;
  /** The version of the last decision; a receipt by a screen, for example, is not a decision. */
  decidedVersion?: number;
  paymentStatus: PaymentStatus;
  courier: {
    id: string;
    name: string;
    phone: string | null;
    assignedAt: T;
    /** When they reported that they are there. Absent until then. */
    arrivedAt?: Partial<Record<ArrivalPlace, T>>;
  } | null;
  /** A driver of the restaurant, without an account. Absent in orders that an earlier release stored. */
  driver?: { name: string; namedAt: T } | null;
  promise: {
    readyAt: T;
    deliverAt: T | null;
    /** When the restaurant promised it, if the courier is later. */
    delayedFrom?: T;
    /** When the courier's way changed it last. */
    changedAt?: T;
  } | null;
  /** What the customer has not answered yet, and what changed after the order was placed. Absent until there is something. */
  proposals?: Proposal<T>[];
  changes?: (ItemChange & { at: T })[];
  refunds?: Refunds;
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
  /** Idempotency keys of steps that were made: their repetition changes nothing. Absent without one. */
  stepKeys?: string[];
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
  'order.courier_arrived',
  'order.arrival_changed',
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
    case 'order.arrival_changed': {
      const { readyAt, expectedAt: deliverAt, delayedFrom } = fact.data;
      return {
        promise: { readyAt, deliverAt, ...(delayedFrom !== null && { delayedFrom }), changedAt: at },
      };
    }
    case 'order.moved':
      return {
        ...stepped(state, fact.data, at),
        lastStep: { from: fact.data.from, to: fact.data.to, at, undo: fact.data.undo },
        ...(fact.data.key && { stepKeys: [...(state.stepKeys ?? []), fact.data.key] }),
        ...leftTheDoor(state, fact.data),
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
        ...(state.proposals && { proposals: [] }),
      };
    case 'order.courier_assigned':
      return { courier: { ...fact.data.courier, assignedAt: at }, driver: null };
    case 'order.courier_arrived':
      return {
        courier: state.courier && {
          ...state.courier,
          arrivedAt: { ...state.courier.arrivedAt, [fact.data.place]: at },
        },
      };
    case 'order.driver_named':
      return { driver: { ...fact.data.driver, namedAt: at }, courier: null };
    case 'order.payment_changed':
      return {
        paymentStatus: fact.data.status,
        ...(fact.data.refunds && { refunds: fact.data.refunds }),
      };
    case 'order.item_removed':
    case 'order.quantity_lowered':
    case 'order.replacement_agreed':
      return changedItem(state, fact.data, at);
    case 'order.replacement_proposed':
      return { proposals: [...proposalsWithout(state, fact.data.proposal.item), fact.data.proposal] };
    case 'order.replacement_withdrawn':
    case 'order.replacement_declined':
    case 'order.replacement_expired':
      return { proposals: proposalsWithout(state, fact.data.proposal.item) };
  }
}

/** The order is at the restaurant again: the courier has to report the door once more. */
function leftTheDoor<T>(
  { courier }: OrderState<T>,
  { from, undo }: { from: OrderStatus; undo: boolean },
): Partial<OrderState<T>> {
  if (!undo || from !== 'out_for_delivery' || !courier?.arrivedAt) return {};
  const { door: _, ...arrivedAt } = courier.arrivedAt;
  return { courier: { ...courier, arrivedAt } };
}

const proposalsWithout = <T>({ proposals = [] }: OrderState<T>, item: string): Proposal<T>[] =>
  proposals.filter((proposal) => proposal.item !== item);

function changedItem<T>(
  state: OrderState<T>,
  { change, amounts }: ChangedItem,
  at: T,
): Partial<OrderState<T>> {
  return {
    ...amounts,
    items: itemsAfter(withItemIds(state.items), change),
    changes: [...(state.changes ?? []), { ...change, at }],
    ...(state.proposals && { proposals: proposalsWithout(state, change.item) }),
  };
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
