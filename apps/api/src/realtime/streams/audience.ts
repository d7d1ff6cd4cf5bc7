import { room, type DurableEventName, type WirePayload } from '@passline/contracts';
import type { EnvelopeOf, EventEnvelope, EventName } from '@passline/event-log';
import type { OrderRef } from '../../modules/orders/order.events.ts';
import { statusTexts } from './status-texts.ts';
// These imports add each domain's events to `EventName`.
import type {} from '../../modules/auth/auth.events.ts';
import type {} from '../../modules/chat/chat.events.ts';
import type {} from '../../modules/couriers/courier.events.ts';
import type {} from '../../modules/menus/menus.events.ts';
import type {} from '../../modules/notifications/notification.events.ts';
import type {} from '../../modules/offers/offer.events.ts';
import type {} from '../../modules/payments/payment.events.ts';
import type {} from '../../modules/restaurants/restaurants.events.ts';
import type {} from '../../modules/accounts/accounts.events.ts';

/** One wire event, and the streams that it goes to. */
export type WireEvent = {
  [N in DurableEventName]: { event: N; payload: WirePayload<N>; streams: string[] };
}[DurableEventName];

type Routes = { [T in EventName]: (envelope: EnvelopeOf<T>) => WireEvent[] };

const notPublished = (): WireEvent[] => [];
const iso = (at: Date | null) => at?.toISOString() ?? null;

const wireEvent = <N extends DurableEventName>(event: N, payload: WirePayload<N>, ...streams: string[]) =>
  ({ event, payload, streams: [...new Set(streams)] }) as unknown as WireEvent;

const kitchen = (id: string, order: OrderRef) => [room.order(id), room.restaurant(order.restaurantId)];
const kitchenAndCustomer = (id: string, order: OrderRef) => [
  ...kitchen(id, order),
  room.user(order.customerId),
];
const participants = (id: string, order: OrderRef) => [
  ...kitchenAndCustomer(id, order),
  ...(order.courierId ? [room.user(order.courierId)] : []),
];

const menuUpdate = ({ data: { restaurantId } }: { data: { restaurantId: string } }) => [
  wireEvent('menu:update', { restaurantId }, room.public),
];

/**
 * The audience of every domain event: its streams, and the view that each may see. The compiler rejects a missing domain
 * event, so an event that is not published must be listed with `notPublished`.
 */
const routes: Routes = {
  'order.placed': ({ aggregate: { id, version }, data }) => [
    wireEvent(
      'order:new',
      {
        orderId: id,
        orderNumber: data.number,
        restaurantId: data.restaurantId,
        customerName: data.customerName,
        items: data.items,
        totalAmount: data.totalAmount,
        currency: data.currency,
        status: 'pending',
        fulfilment: data.fulfilment,
        version,
      },
      ...kitchenAndCustomer(id, data.order),
    ),
  ],
  'order.received': ({ aggregate: { id, version }, at, data: { rendered, audible, order } }) => [
    wireEvent(
      'order:received',
      { orderId: id, restaurantId: order.restaurantId, rendered, audible, at: at.toISOString(), version },
      room.restaurant(order.restaurantId),
      room.role('operator'),
    ),
  ],
  'order.acknowledged': ({ aggregate: { id, version }, at, data }) => [
    wireEvent(
      'order:acknowledged',
      { orderId: id, by: data.by.name, at: at.toISOString(), version },
      ...kitchen(id, data.order),
    ),
  ],
  'order.unanswered': ({ aggregate: { id, version }, data: { cause, since, screens, order } }) => [
    wireEvent(
      'order:unanswered',
      {
        orderId: id,
        orderNumber: order.number,
        restaurantId: order.restaurantId,
        cause,
        since: since.toISOString(),
        screens: screens ?? null,
        version,
      },
      room.restaurant(order.restaurantId),
      room.role('operator'),
    ),
  ],
  'order.promised': ({ aggregate: { id, version }, data }) => [
    wireEvent(
      'order:promise:update',
      { orderId: id, readyAt: iso(data.readyAt), deliverAt: iso(data.deliverAt), version },
      ...kitchenAndCustomer(id, data.order),
    ),
  ],
  'order.moved': ({ aggregate: { id, version }, data: { from, to, reason, order } }) => [
    wireEvent(
      'order:status:update',
      {
        orderId: id,
        orderNumber: order.number,
        restaurantId: order.restaurantId,
        oldStatus: from,
        status: to,
        message: reason ?? statusTexts[to](order),
        version,
      },
      ...participants(id, order),
    ),
  ],
  // Two events, so that a client that only handles status updates also shows the cancellation.
  'order.cancelled': ({ aggregate: { id, version }, data: { from, reason, by, order } }) => [
    wireEvent(
      'order:cancelled',
      { orderId: id, orderNumber: order.number, reason, by, version },
      ...participants(id, order),
    ),
    wireEvent(
      'order:status:update',
      {
        orderId: id,
        orderNumber: order.number,
        restaurantId: order.restaurantId,
        oldStatus: from,
        status: 'cancelled',
        message: statusTexts.cancelled(order),
        version,
      },
      ...participants(id, order),
    ),
  ],
  'order.courier_assigned': ({ aggregate: { id, version }, data: { courier, order, ...job } }) => [
    wireEvent(
      'order:rider_assigned',
      {
        orderId: id,
        riderId: courier.id,
        riderName: courier.name,
        riderPhone: courier.phone,
        estimatedTime: iso(job.deliverAt),
        version,
      },
      ...kitchenAndCustomer(id, order),
    ),
    wireEvent(
      'order:assigned',
      {
        orderId: id,
        orderNumber: order.number,
        restaurantName: order.restaurantName,
        pickupAddress: job.pickupAddress,
        deliveryAddress: job.deliveryAddress,
      },
      room.user(courier.id),
    ),
  ],
  'order.payment_changed': ({ aggregate: { id, version }, data: { status, order } }) => [
    wireEvent(
      'order:payment:update',
      { orderId: id, paymentStatus: status, version },
      ...kitchenAndCustomer(id, order),
    ),
  ],

  'courier.status_changed': ({ aggregate, data: { status, currentOrder, restaurantId } }) => [
    wireEvent(
      'delivery:status:update',
      { courierId: aggregate.id, status, currentOrder },
      room.role('operator'),
      ...(restaurantId ? [room.restaurant(restaurantId)] : []),
    ),
  ],
  'delivery.offered': ({ data: { couriers, ...job } }) =>
    couriers.map(({ id, distance }) => wireEvent('order:available', { ...job, distance }, room.user(id))),
  'delivery.closed': ({ data: { orderId, takenBy, offeredTo } }) => {
    const others = offeredTo.filter((id) => id !== takenBy);
    return others.length > 0 ? [wireEvent('order:taken', { orderId }, ...others.map(room.user))] : [];
  },

  'payment.started': notPublished,
  'payment.received': ({ data: { orderId, amount, currency, method, restaurantId, customerId } }) => [
    wireEvent(
      'payment:received',
      { orderId, amount, currency, paymentMethod: method },
      room.restaurant(restaurantId),
      room.user(customerId),
    ),
  ],
  'payment.failed': notPublished,
  'payment.voided': notPublished,
  'payment.refund_due': notPublished,
  'payment.refunded': ({ data: { orderId, amount, currency, method, restaurantId, customerId } }) => [
    wireEvent(
      'payment:refunded',
      { orderId, amount, currency, paymentMethod: method },
      room.restaurant(restaurantId),
      room.user(customerId),
    ),
  ],

  'notification.created': ({ aggregate: { id }, at, data: { userId, ...notification } }) => [
    wireEvent('notification:new', { id, ...notification, createdAt: at.toISOString() }, room.user(userId)),
  ],
  'notification.read': ({ aggregate: { id }, data: { userId, andOlder, readAt } }) => [
    wireEvent('notification:read', { id, andOlder, readAt: readAt.toISOString() }, room.user(userId)),
  ],
  'offer.created': ({ data: { until, ...offer } }) => [
    wireEvent('offer:new', { ...offer, until: iso(until) }, room.public),
  ],
  'offer.ended': notPublished,

  'chat.message_sent': ({ aggregate: { id }, at, data: { orderId, restaurantId, from, text } }) => [
    wireEvent(
      'chat:message',
      { id, orderId, from, text, at: at.toISOString() },
      room.order(orderId),
      room.restaurant(restaurantId),
    ),
  ],
  'chat.read': ({ at, data: { restaurantId, ...read } }) => [
    wireEvent(
      'chat:read',
      { ...read, at: at.toISOString() },
      room.order(read.orderId),
      room.restaurant(restaurantId),
    ),
  ],

  'restaurant.created': notPublished,
  'restaurant.changed': ({ data: { restaurantId, fields } }) => [
    wireEvent('restaurant:update', { restaurantId, fields }, room.restaurant(restaurantId)),
  ],
  'restaurant.status_changed': ({
    data: { restaurantId, businessName, isOpen, busyMinutes, until, message },
  }) => [
    wireEvent(
      'business:status:update',
      { restaurantId, businessName, isOpen, busyMinutes, until: iso(until), message: message ?? null },
      room.public,
      room.restaurant(restaurantId),
    ),
  ],
  'restaurant.customer_blocked': notPublished,
  'restaurant.customer_unblocked': notPublished,
  'menu.item_added': menuUpdate,
  'menu.item_changed': menuUpdate,
  'menu.item_removed': menuUpdate,
  'menu.arranged': menuUpdate,
  'menu.item_availability_changed': ({ data: { restaurantId, itemId, available, until } }) => [
    wireEvent('menu:item:update', { restaurantId, itemId, available, until: iso(until) }, room.public),
  ],

  // These change rights only: LiveAccess applies them.
  'session.opened': notPublished,
  'session.ended': notPublished,
  'user.registered': notPublished,
  'user.role_changed': notPublished,
  'user.password_changed': notPublished,
  'user.disabled': notPublished,
  'user.enabled': notPublished,
  'user.erased': notPublished,
};

/** Whether events of this type are published. */
export const isPublished = (type: string): boolean =>
  Object.hasOwn(routes, type) && routes[type as EventName] !== notPublished;

/** Empty for an event type of another Passline version: it must not block later events. */
export function wireEventsOf(envelope: EventEnvelope): WireEvent[] {
  if (!Object.hasOwn(routes, envelope.type)) return [];
  const route = routes[envelope.type as EventName] as (envelope: EventEnvelope) => WireEvent[];
  return route(envelope);
}
