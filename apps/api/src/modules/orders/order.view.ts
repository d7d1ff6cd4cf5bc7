import {
  may,
  totalWith,
  withItemIds,
  type Order,
  type OrderFacts,
  type OrderProposal,
  type OrderState,
  type Proposal,
  type Reason,
  type Principal,
} from '@passline/contracts';
import { earningsOf } from './earnings.ts';
import { removed } from './order.privacy.ts';
import { recallOf, undoOf } from './order.ts';

type Stored = OrderState & { _id: string };

const iso = (at: Date) => at.toISOString();
const isoOrNull = (at: Date | null) => at?.toISOString() ?? null;

/**
 * The view of an order for this caller: with the customer's telephone number if the policy shows it to them now, and for
 * the restaurant with the items that its kitchen finished.
 */
export const orderViewFor = (caller: Principal, order: Stored, now = new Date()): Order => ({
  ...orderView(order, now),
  ...(may(caller, 'restaurant:feed', { id: order.restaurantId }) && { items: itemsOf(order) }),
  ...(may(caller, 'order:phone', orderFacts(order)) && { customerPhone: order.customerPhone }),
  ...(order.fulfilment === 'delivery' &&
    may(caller, 'order:earnings', orderFacts(order)) && { earnings: earningsOf(order) }),
});

function itemsOf({ items, itemsDone = [] }: OrderState): Order['items'] {
  const done = new Map(itemsDone.map(({ id, at, by }) => [id, { at: iso(at), by }]));
  return withItemIds(items).map((item) => ({
    ...item,
    ...(done.has(item.id) && { done: done.get(item.id) }),
  }));
}

const proposalsOf = (order: OrderState): Order['proposals'] =>
  (order.proposals ?? []).map((proposal) => proposalView(proposal, totalWith(order, proposal)));

export const proposalView = ({ until, ...proposal }: Proposal, totalAmount: number): OrderProposal => ({
  ...proposal,
  until: iso(until),
  totalAmount,
});

export const reasonView = ({ reason, code }: Reason) => ({ reason, code: code ?? null });

/** What everyone who may read the order sees of it. */
export function orderView(order: Stored, now: Date): Order {
  const undo = undoOf(order);
  const recall = recallOf(order);
  return {
    id: order._id,
    number: order.number,
    restaurantId: order.restaurantId,
    restaurantName: order.restaurantName,
    customerId: order.customerId,
    customerName: order.customerName || removed,
    channel: order.channel ?? 'online',
    status: order.status,
    version: order.version,
    items: withItemIds(order.items),
    subtotal: order.subtotal,
    discount: order.discount,
    deliveryFee: order.deliveryFee,
    tip: order.tip ?? 0,
    totalAmount: order.totalAmount,
    ...(order.vat && { vat: order.vat }),
    currency: order.currency,
    fulfilment: order.fulfilment,
    deliveryAddress: order.deliveryAddress,
    areaCheck: order.areaCheck ?? null,
    paymentMethod: order.paymentMethod,
    paymentStatus: order.paymentStatus,
    offerCode: order.offerCode,
    offerTerms: order.offerTerms ?? null,
    refunds: order.refunds ?? null,
    changes: (order.changes ?? []).map(({ at, ...change }) => ({ ...change, at: iso(at) })),
    proposals: proposalsOf(order),
    note: order.note,
    courier: order.courier && courierView(order.courier),
    driver: order.driver ? { ...order.driver, namedAt: iso(order.driver.namedAt) } : null,
    promise: order.promise && {
      readyAt: iso(order.promise.readyAt),
      deliverAt: isoOrNull(order.promise.deliverAt),
      delayedFrom: isoOrNull(order.promise.delayedFrom ?? null),
    },
    alert: {
      ...order.alert,
      receivedAt: isoOrNull(order.alert.receivedAt),
      renderedAt: isoOrNull(order.alert.renderedAt),
      acknowledgedAt: isoOrNull(order.alert.acknowledgedAt),
    },
    cancellation: order.cancellation && {
      ...reasonView(order.cancellation),
      by: order.cancellation.by,
      at: iso(order.cancellation.at),
    },
    scheduled: order.scheduled
      ? {
          for: iso(order.scheduled.for),
          startsAt: iso(order.scheduled.startsAt),
          readyAt: iso(order.scheduled.readyAt),
        }
      : null,
    recalled: order.recalled ? { ...reasonView(order.recalled), at: iso(order.recalled.at) } : null,
    recall: recall && recall.until > now ? { to: recall.to, until: iso(recall.until) } : null,
    undo: undo && undo.until > now ? { to: undo.to, until: iso(undo.until) } : null,
    createdAt: iso(order.createdAt),
    updatedAt: iso(order.updatedAt),
  };
}

const courierView = ({
  assignedAt,
  arrivedAt: { restaurant, door } = {},
  ...courier
}: NonNullable<OrderState['courier']>): Order['courier'] => ({
  ...courier,
  assignedAt: iso(assignedAt),
  arrivedAt: { restaurant: isoOrNull(restaurant ?? null), door: isoOrNull(door ?? null) },
});

/** The answer to a courier whose last step ended their access: the order without the customer's data. */
export const withoutCustomer = (order: Order): Order => ({
  ...order,
  customerName: removed,
  deliveryAddress: null,
  note: null,
  items: order.items.map((item) => ({ ...item, note: null })),
});

/** The facts that the access policy uses. */
export const orderFacts = (order: Stored): OrderFacts => ({
  id: order._id,
  customerId: order.customerId,
  restaurantId: order.restaurantId,
  courierId: order.courier?.id ?? null,
  hasDriver: Boolean(order.driver),
  status: order.status,
});
