import {
  type DurableEventName,
  type IdsOf,
  type OrderFactType,
  type WirePayload,
  type orderFactEvents,
  streamsOf,
} from '@passline/contracts';
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
export type WireEvent<N extends DurableEventName = DurableEventName> = {
  [E in N]: { event: E; payload: WirePayload<E>; streams: string[] };
}[N];

type PublishedAs<T extends EventName> = T extends OrderFactType
  ? (typeof orderFactEvents)[T][number]
  : DurableEventName;
type Routes = { [T in EventName]: (envelope: EnvelopeOf<T>) => WireEvent<PublishedAs<T>>[] };

const notPublished = (): WireEvent<never>[] => [];
const iso = (at: Date | null) => at?.toISOString() ?? null;

const wireEvent = <N extends DurableEventName>(event: N, payload: WirePayload<N>, ids: IdsOf<N>) =>
  ({ event, payload, streams: streamsOf(event, ids) }) as unknown as WireEvent<N>;

const idsOf = (id: string, { restaurantId, customerId, courierId }: OrderRef) => ({
  order: id,
  restaurant: restaurantId,
  customer: customerId,
  courier: courierId,
});

const menuUpdate = ({ data: { restaurantId } }: { data: { restaurantId: string } }) => [
  wireEvent('menu:update', { restaurantId }, { storefront: restaurantId }),
];

/**
 * The wire events of every domain event. Their streams follow from the contract's audience table. The compiler rejects a
 * missing domain event, so an event that is not published must be listed with `notPublished`.
 */
const routes: Routes = {
  'order.placed': ({ aggregate: { id, version }, at, data }) => [
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
        details: {
          restaurantName: data.restaurantName,
          customerId: data.customerId,
          subtotal: data.subtotal,
          discount: data.discount,
          deliveryFee: data.deliveryFee,
          deliveryAddress: data.deliveryAddress,
          paymentMethod: data.paymentMethod,
          paymentStatus: data.paymentStatus,
          offerCode: data.offerCode,
          note: data.note,
          createdAt: at.toISOString(),
          alertPolicy: data.alertPolicy,
        },
      },
      idsOf(id, data.order),
    ),
  ],
  'order.received': ({ aggregate: { id, version }, at, data: { rendered, audible, order } }) => [
    wireEvent(
      'order:received',
      { orderId: id, restaurantId: order.restaurantId, rendered, audible, at: at.toISOString(), version },
      idsOf(id, order),
    ),
  ],
  'order.acknowledged': ({ aggregate: { id, version }, at, data }) => [
    wireEvent(
      'order:acknowledged',
      { orderId: id, by: data.by.name, at: at.toISOString(), version },
      idsOf(id, data.order),
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
      idsOf(id, order),
    ),
  ],
  'order.promised': ({ aggregate: { id, version }, data }) => [
    wireEvent(
      'order:promise:update',
      { orderId: id, readyAt: iso(data.readyAt), deliverAt: iso(data.deliverAt), version },
      idsOf(id, data.order),
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
      idsOf(id, order),
    ),
  ],
  // Two events, so that a client that only handles status updates also shows the cancellation.
  'order.cancelled': ({ aggregate: { id, version }, data: { from, reason, by, order } }) => [
    wireEvent(
      'order:cancelled',
      { orderId: id, orderNumber: order.number, reason, by, version },
      idsOf(id, order),
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
      idsOf(id, order),
    ),
  ],
  // Two events, as for a cancellation.
  'order.recalled': ({ aggregate: { id, version }, data: { from, to, reason, order } }) => [
    wireEvent(
      'order:recalled',
      { orderId: id, orderNumber: order.number, reason, version },
      idsOf(id, order),
    ),
    wireEvent(
      'order:status:update',
      {
        orderId: id,
        orderNumber: order.number,
        restaurantId: order.restaurantId,
        oldStatus: from,
        status: to,
        message: `${order.restaurantName} has reopened order ${order.number}: ${reason}`,
        version,
      },
      idsOf(id, order),
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
      idsOf(id, order),
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
      { courier: courier.id },
    ),
  ],
  'order.driver_named': ({ aggregate: { id, version }, data: { driver, deliverAt, order } }) => [
    wireEvent(
      'order:driver_named',
      { orderId: id, driverName: driver.name, estimatedTime: iso(deliverAt), version },
      idsOf(id, order),
    ),
  ],
  'order.payment_changed': ({ aggregate: { id, version }, data: { status, order } }) => [
    wireEvent('order:payment:update', { orderId: id, paymentStatus: status, version }, idsOf(id, order)),
  ],

  'courier.status_changed': ({ aggregate, data: { status, currentOrder, restaurantId } }) => [
    wireEvent(
      'delivery:status:update',
      { courierId: aggregate.id, status, currentOrder },
      { restaurant: restaurantId },
    ),
  ],
  'delivery.offered': ({ data: { couriers, ...job } }) =>
    couriers.map(({ id, distance }) =>
      wireEvent('order:available', { ...job, distance }, { couriers: [id] }),
    ),
  'delivery.closed': ({ data: { orderId, takenBy, offeredTo } }) => {
    const others = offeredTo.filter((id) => id !== takenBy);
    return others.length > 0 ? [wireEvent('order:taken', { orderId }, { couriers: others })] : [];
  },

  'payment.started': notPublished,
  'payment.received': ({ data: { orderId, amount, currency, method, restaurantId, customerId } }) => [
    wireEvent(
      'payment:received',
      { orderId, amount, currency, paymentMethod: method },
      { restaurant: restaurantId, customer: customerId },
    ),
  ],
  'payment.failed': notPublished,
  'payment.voided': notPublished,
  'payment.refund_due': notPublished,
  'payment.refunded': ({ data: { orderId, amount, currency, method, restaurantId, customerId } }) => [
    wireEvent(
      'payment:refunded',
      { orderId, amount, currency, paymentMethod: method },
      { restaurant: restaurantId, customer: customerId },
    ),
  ],

  'notification.created': ({ aggregate: { id }, at, data: { userId, ...notification } }) => [
    wireEvent('notification:new', { id, ...notification, createdAt: at.toISOString() }, { user: userId }),
  ],
  'notification.read': ({ aggregate: { id }, data: { userId, andOlder, readAt } }) => [
    wireEvent('notification:read', { id, andOlder, readAt: readAt.toISOString() }, { user: userId }),
  ],
  'offer.created': ({ data: { until, ...offer } }) => [
    wireEvent('offer:new', { ...offer, until: iso(until) }, { storefront: offer.restaurantId }),
  ],
  'offer.ended': notPublished,

  'chat.message_sent': ({ aggregate: { id }, at, data: { orderId, restaurantId, from, text } }) => [
    wireEvent(
      'chat:message',
      { id, orderId, from, text, at: at.toISOString() },
      { order: orderId, restaurant: restaurantId },
    ),
  ],
  'chat.read': ({ at, data: { restaurantId, ...read } }) => [
    wireEvent(
      'chat:read',
      { ...read, at: at.toISOString() },
      { order: read.orderId, restaurant: restaurantId },
    ),
  ],

  'restaurant.created': notPublished,
  'restaurant.changed': ({ data: { restaurantId, fields } }) => [
    wireEvent('restaurant:update', { restaurantId, fields }, { restaurant: restaurantId }),
  ],
  'restaurant.status_changed': ({
    data: { restaurantId, businessName, isOpen, busyMinutes, until, message },
  }) => [
    wireEvent(
      'business:status:update',
      { restaurantId, businessName, isOpen, busyMinutes, until: iso(until), message: message ?? null },
      { restaurant: restaurantId, storefront: restaurantId },
    ),
  ],
  'restaurant.customer_blocked': notPublished,
  'restaurant.customer_unblocked': notPublished,
  'menu.item_added': menuUpdate,
  'menu.item_changed': menuUpdate,
  'menu.item_removed': menuUpdate,
  'menu.arranged': menuUpdate,
  'menu.item_availability_changed': ({ data: { restaurantId, itemId, available, until } }) => [
    wireEvent(
      'menu:item:update',
      { restaurantId, itemId, available, until: iso(until) },
      { storefront: restaurantId },
    ),
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
  const route = routes[envelope.type as EventName] as unknown as (envelope: EventEnvelope) => WireEvent[];
  return route(envelope);
}
