import type { Order, OrderStatus } from '@passline/contracts';
import { findTransition, isFinal, undoWindowSeconds, unseenAlert } from '@passline/contracts/browser';
import type { AnyLiveEvent } from '@passline/realtime-client';

export interface OrderBook {
  orders: ReadonlyMap<string, Order>;
  /** Known in outline only, or with a gap in its history: to be fetched. */
  wanted: ReadonlySet<string>;
}
export const emptyBook: OrderBook = { orders: new Map(), wanted: new Set() };

/** The step back that stands open after a step, by the same table as the server's. */
export function undoAfter(order: Order, from: OrderStatus, to: OrderStatus, at: Date): Order['undo'] {
  const wasUndo = findTransition(from, to, order.fulfilment)?.undo;
  const back = findTransition(to, from, order.fulfilment);
  return back?.undo && !wasUndo
    ? { to: from, until: new Date(at.getTime() + undoWindowSeconds * 1000).toISOString() }
    : null;
}

type Heard<N extends AnyLiveEvent['event']> = Extract<AnyLiveEvent, { event: N }>;

/** Enough to be seen and to ring: the rest is fetched. */
const outline = ({ payload, meta }: Heard<'order:new'>): Order => ({
  id: payload.orderId,
  number: payload.orderNumber,
  restaurantId: payload.restaurantId,
  restaurantName: '',
  customerId: '',
  customerName: payload.customerName,
  status: payload.status,
  version: payload.version,
  items: payload.items,
  subtotal: payload.totalAmount,
  discount: 0,
  deliveryFee: 0,
  totalAmount: payload.totalAmount,
  currency: payload.currency,
  fulfilment: payload.fulfilment,
  deliveryAddress: null,
  paymentMethod: 'cash',
  paymentStatus: 'due',
  offerCode: null,
  note: null,
  courier: null,
  promise: null,
  alert: unseenAlert,
  cancellation: null,
  undo: null,
  createdAt: meta.at,
  updatedAt: meta.at,
});

/** What an event changes in an order; undefined for events that change none. */
function changeBy(order: Order, heard: AnyLiveEvent): Partial<Order> | undefined {
  switch (heard.event) {
    case 'order:status:update': {
      const { oldStatus, status } = heard.payload;
      const undo = undoAfter(order, oldStatus, status, new Date(heard.meta.at));
      return { status, undo, alert: { ...order.alert, unanswered: null } };
    }
    case 'order:cancelled': {
      const { reason, by } = heard.payload;
      return { status: 'cancelled', cancellation: { reason, by, at: heard.meta.at }, undo: null };
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
    case 'order:unanswered':
      return { alert: { ...order.alert, unanswered: heard.payload.cause } };
    case 'order:payment:update':
      return { paymentStatus: heard.payload.paymentStatus };
    case 'order:acknowledged': {
      const { by, at } = heard.payload;
      const acknowledgedBy = { id: '', name: by };
      return { alert: { ...order.alert, acknowledgedAt: at, acknowledgedBy, unanswered: null } };
    }
    case 'order:promise:update': {
      const { readyAt, deliverAt } = heard.payload;
      return { promise: { readyAt, deliverAt } };
    }
    case 'order:rider_assigned': {
      const { riderId: id, riderName: name, riderPhone: phone } = heard.payload;
      return { courier: { id, name, phone, assignedAt: heard.meta.at } };
    }
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

  withEvents(heard: AnyLiveEvent): void {
    const id = 'orderId' in heard.payload ? heard.payload.orderId : null;
    if (id === null) return;
    const known = this.orders.get(id);
    if (!known) {
      if (heard.event === 'order:new') this.orders.set(id, outline(heard));
      if (heard.event === 'order:new' || changeable.has(heard.event)) this.wanted.add(id);
      return;
    }
    const withChange = changeBy(known, heard);
    if (!withChange || !('version' in heard.payload)) return;
    const { version } = heard.payload;
    // What happened in one step shares its version: the second word of it is no repetition, and a repetition no harm.
    if (version < known.version) return;
    if (version > known.version + 1) this.wanted.add(id);
    this.orders.set(id, { ...known, ...withChange, version, updatedAt: heard.meta.at });
  }
}
const changeable = new Set<string>([
  'order:status:update',
  'order:acknowledged',
  'order:promise:update',
  'order:rider_assigned',
]);

/** One new book for all that came within a frame. */
export const hear =
  (events: readonly AnyLiveEvent[]) =>
  (book: OrderBook): OrderBook => {
    const draft = new Draft(book);
    for (const event of events) draft.withEvents(event);
    return draft;
  };

/** An answer that was overtaken on its way must not undo what came after it. */
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

export const withoutOrder =
  (id: string) =>
  (book: OrderBook): OrderBook => {
    const draft = new Draft(book);
    draft.orders.delete(id);
    draft.wanted.delete(id);
    return draft;
  };

/**
 * All open orders as of now. Whatever else was thought open when this was asked, and has not been heard of since,
 * is looked up again.
 */
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

export const change =
  (id: string, apply: (order: Order) => Order) =>
  (book: OrderBook): OrderBook => {
    const known = book.orders.get(id);
    return known ? { ...book, orders: new Map(book.orders).set(id, apply(known)) } : book;
  };
