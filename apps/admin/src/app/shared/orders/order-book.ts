import type { ItemDone, Order, OrderStatus } from '@passline/contracts';
import {
  isFinal,
  itemsAfter,
  recallOfDelivered,
  recallWindowMinutes,
  totalWith,
  undoOfStep,
  undoWindowSeconds,
  unseenAlert,
  withItemIds,
} from '@passline/contracts/browser';
import type { AnyLiveEvent } from '@passline/realtime-client';

export interface OrderBook {
  orders: ReadonlyMap<string, Order>;
  /** Unknown, or with a gap in its history: must be fetched. */
  wanted: ReadonlySet<string>;
}
export const emptyBook: OrderBook = { orders: new Map(), wanted: new Set() };

/** The status after a step, and what the shared transition table allows to take back. */
export function afterStep(order: Order, from: OrderStatus, to: OrderStatus, at: Date): Partial<Order> {
  const until = (seconds: number) => new Date(at.getTime() + seconds * 1000).toISOString();
  const undo = undoOfStep(order, from, to);
  return {
    status: to,
    undo: undo && { to: undo, until: until(undoWindowSeconds) },
    recall:
      to === 'delivered'
        ? { to: recallOfDelivered(order.fulfilment), until: until(recallWindowMinutes * 60) }
        : null,
    ...(to === 'pending' && { promise: null }),
  };
}

/** Items that the kitchen finished, or that wait again. */
export const withMarks = (
  items: Order['items'],
  marked: readonly string[],
  done: ItemDone | undefined,
): Order['items'] => items.map((item) => (marked.includes(item.id) ? { ...item, done } : item));

type Heard<N extends AnyLiveEvent['event']> = Extract<AnyLiveEvent, { event: N }>;

/** A new order, complete. Undefined for an event that the log kept from before events had details. */
function placed({ payload, meta }: Heard<'order:new'>): Order | undefined {
  const { orderId: id, orderNumber: number, details, ...rest } = payload;
  if (!details) return undefined;
  const { alertPolicy, ...more } = details;
  return {
    id,
    number,
    ...rest,
    ...more,
    refunds: null,
    changes: [],
    proposals: [],
    items: withItemIds(rest.items),
    courier: null,
    driver: null,
    promise: null,
    alert: unseenAlert,
    cancellation: null,
    recalled: null,
    recall: null,
    undo: null,
    updatedAt: meta.at,
  };
}

/** An item was taken out, lowered or replaced. Applying it again changes nothing. */
function withItemChange(order: Order, { payload, meta }: Heard<'order:changed'>): Partial<Order> {
  const { change, totalAmount, details } = payload;
  const items = itemsAfter(order.items, change);
  const next = { ...order, items, totalAmount, ...details };
  const isKnown = order.changes.some(({ item, to }) => item === change.item && to === change.to);
  return {
    items,
    totalAmount,
    ...details,
    ...(!isKnown && { changes: [...order.changes, { ...change, at: meta.at }] }),
    // The others' totals depend on the items.
    proposals: order.proposals
      .filter(({ item }) => item !== change.item)
      .map((proposal) => ({ ...proposal, totalAmount: totalWith(next, proposal) })),
  };
}

/** The change by an event; undefined for events without one. */
function changeBy(order: Order, heard: AnyLiveEvent): Partial<Order> | undefined {
  switch (heard.event) {
    case 'order:status:update': {
      const { oldStatus, status } = heard.payload;
      const step = afterStep(order, oldStatus, status, new Date(heard.meta.at));
      // Staff may start an order for later earlier, and then its times run from then on.
      const scheduled = oldStatus === 'scheduled' && order.scheduled;
      return {
        ...step,
        ...(scheduled && { scheduled: { ...scheduled, startsAt: heard.meta.at } }),
        alert: { ...order.alert, unanswered: null },
      };
    }
    case 'order:recalled':
      return {
        recalled: { reason: heard.payload.reason, code: heard.payload.code, at: heard.meta.at },
      };
    case 'order:cancelled': {
      const { reason, code, by } = heard.payload;
      return { status: 'cancelled', cancellation: { reason, code, by, at: heard.meta.at }, undo: null };
    }
    case 'order:received': {
      const { rendered, audible, at } = heard.payload;
      const { alert } = order;
      return {
        alert: {
          ...alert,
          receivedAt: alert.receivedAt ?? at,
          renderedAt: alert.renderedAt ?? (rendered ? at : null),
          audible: alert.audible === true || audible,
          unanswered: alert.unanswered === 'not_received' ? null : alert.unanswered,
        },
      };
    }
    case 'order:items:update': {
      const { items, state, at, by } = heard.payload;
      return { items: withMarks(order.items, items, state === 'done' ? { at, by } : undefined) };
    }
    case 'order:unanswered':
      return { alert: { ...order.alert, unanswered: heard.payload.cause } };
    case 'order:payment:update': {
      const { paymentStatus, refunds } = heard.payload;
      return { paymentStatus, ...(refunds && { refunds }) };
    }
    case 'order:changed':
      return withItemChange(order, heard);
    case 'order:replacement': {
      const { state, proposal } = heard.payload;
      const others = order.proposals.filter(({ item }) => item !== proposal.item);
      return { proposals: state === 'proposed' ? [...others, proposal] : others };
    }
    case 'order:acknowledged': {
      const { by, at } = heard.payload;
      const acknowledgedBy = { id: '', name: by };
      return { alert: { ...order.alert, acknowledgedAt: at, acknowledgedBy, unanswered: null } };
    }
    case 'order:promise:update': {
      const { readyAt, deliverAt, delayedFrom } = heard.payload;
      return { promise: { readyAt, deliverAt, delayedFrom } };
    }
    case 'order:rider_assigned': {
      const { riderId: id, riderName: name, riderPhone: phone } = heard.payload;
      const arrivedAt = { restaurant: null, door: null };
      return { courier: { id, name, phone, assignedAt: heard.meta.at, arrivedAt }, driver: null };
    }
    case 'order:courier_arrived': {
      const { place, at } = heard.payload;
      const { courier } = order;
      return { courier: courier && { ...courier, arrivedAt: { ...courier.arrivedAt, [place]: at } } };
    }
    case 'order:driver_named':
      return { driver: { name: heard.payload.driverName, namedAt: heard.meta.at }, courier: null };
    default:
      return undefined;
  }
}

class Draft {
  readonly orders: Map<string, Order>;
  readonly wanted: Set<string>;
  constructor({ orders, wanted }: OrderBook) {
    this.orders = new Map(orders);
    this.wanted = new Set(wanted);
  }

  add(heard: AnyLiveEvent): void {
    const id = 'orderId' in heard.payload ? heard.payload.orderId : null;
    if (id === null) return;
    const known = this.orders.get(id);
    if (!known) {
      const order = heard.event === 'order:new' ? placed(heard) : undefined;
      if (order) this.orders.set(id, order);
      else if (revealing.has(heard.event)) this.wanted.add(id);
      return;
    }
    const changed = changeBy(known, heard);
    if (!changed || !('version' in heard.payload)) return;
    const { version } = heard.payload;
    // Events of one step share a version, so an equal version is not a repetition; applying a repetition is
    // harmless.
    if (version < known.version) return;
    if (version > known.version + 1) this.wanted.add(id);
    const order = { ...known, ...changed, version, updatedAt: heard.meta.at };
    // Staff may know the customer's number only while the order is open. A recalled order is asked for it again.
    if (isFinal(order.status)) delete order.customerPhone;
    this.orders.set(id, order);
  }
}
/** Events by which a screen learns of an order that it does not know. */
const revealing = new Set<string>([
  'order:new',
  'order:status:update',
  'order:acknowledged',
  'order:promise:update',
  'order:rider_assigned',
  'order:driver_named',
  'order:changed',
  'order:replacement',
]);

/** One new book per frame. */
export const withEvents =
  (events: readonly AnyLiveEvent[]) =>
  (book: OrderBook): OrderBook => {
    const draft = new Draft(book);
    for (const event of events) draft.add(event);
    return draft;
  };

/** An overtaken answer must not undo newer state. */
export const withOrder =
  (order: Order) =>
  (book: OrderBook): OrderBook => {
    const draft = new Draft(book);
    const known = draft.orders.get(order.id);
    if (!known || order.version >= known.version) {
      draft.orders.set(order.id, order);
      draft.wanted.delete(order.id);
    }
    return draft;
  };

/** Only the orders that pass the test. */
export const withOrders =
  (isKept: (order: Order) => boolean) =>
  (book: OrderBook): OrderBook => {
    const gone = [...book.orders.values()].filter((order) => !isKept(order));
    return gone.reduce((all, { id }) => withoutOrder(id)(all), book);
  };

export const withoutOrder =
  (id: string) =>
  (book: OrderBook): OrderBook => {
    const draft = new Draft(book);
    draft.orders.delete(id);
    draft.wanted.delete(id);
    return draft;
  };

/** All open orders. Orders that were open before the request and have no newer event are fetched again. */
export const withSnapshot =
  (open: readonly Order[], before: OrderBook) =>
  (book: OrderBook): OrderBook => {
    const draft = new Draft(open.reduce((all, order) => withOrder(order)(all), book));
    const listed = new Set(open.map(({ id }) => id));
    for (const [id, { status, version }] of draft.orders)
      if (!listed.has(id) && !isFinal(status) && before.orders.get(id)?.version === version)
        draft.wanted.add(id);
    return draft;
  };

export const withChange =
  (id: string, apply: (order: Order) => Order) =>
  (book: OrderBook): OrderBook => {
    const known = book.orders.get(id);
    return known ? { ...book, orders: new Map(book.orders).set(id, apply(known)) } : book;
  };
