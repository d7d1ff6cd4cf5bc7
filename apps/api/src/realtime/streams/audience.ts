import { room, type DurableEventName, type WirePayload } from '@passline/contracts';
import type { EnvelopeOf, EventEnvelope, EventName } from '@passline/event-log';
import type { OrderRef } from '../../modules/orders/order.events.ts';
import { sentences } from '../authorization/sentences.ts';
// What is routed here: each domain names its own facts.
import type {} from '../../modules/auth/auth.events.ts';
import type {} from '../../modules/chat/chat.events.ts';
import type {} from '../../modules/couriers/courier.events.ts';
import type {} from '../../modules/menus/menus.events.ts';
import type {} from '../../modules/notifications/notification.events.ts';
import type {} from '../../modules/offers/offer.events.ts';
import type {} from '../../modules/payments/payment.events.ts';
import type {} from '../../modules/restaurants/restaurants.events.ts';
import type {} from '../../modules/accounts/accounts.events.ts';

/** One wire event, and the streams that hear it. */
export type Announcement = {
  [N in DurableEventName]: { event: N; payload: WirePayload<N>; streams: string[] };
}[DurableEventName];

type Routes = { [T in EventName]: (envelope: EnvelopeOf<T>) => Announcement[] };

const nobody = (): Announcement[] => [];
const iso = (at: Date | null) => at?.toISOString() ?? null;

const say = <N extends DurableEventName>(event: N, payload: WirePayload<N>, ...streams: string[]) =>
  ({ event, payload, streams: [...new Set(streams)] }) as unknown as Announcement;

const kitchen = (id: string, order: OrderRef) => [room.order(id), room.restaurant(order.restaurantId)];
const kitchenAndCustomer = (id: string, order: OrderRef) => [
  ...kitchen(id, order),
  room.user(order.customerId),
];
const everyone = (id: string, order: OrderRef) => [
  ...kitchenAndCustomer(id, order),
  ...(order.courierId ? [room.user(order.courierId)] : []),
];

const rewritten = ({ data: { restaurantId } }: { data: { restaurantId: string } }) => [
  say('menu:update', { restaurantId }, room.public),
];

/**
 * Who hears what: every domain event, to its streams, in the view that each audience may see. The compiler refuses a
 * domain event that is missing here; that nobody hears of one has to be said as well.
 */
const routes: Routes = {
  'order.placed': ({ aggregate: { id, version }, data }) => [
    say(
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
    say(
      'order:received',
      { orderId: id, restaurantId: order.restaurantId, rendered, audible, at: at.toISOString(), version },
      room.restaurant(order.restaurantId),
      room.role('operator'),
    ),
  ],
  'order.acknowledged': ({ aggregate: { id, version }, at, data }) => [
    say(
      'order:acknowledged',
      { orderId: id, by: data.by.name, at: at.toISOString(), version },
      ...kitchen(id, data.order),
    ),
  ],
  'order.unanswered': ({ aggregate: { id, version }, data: { cause, since, screens, order } }) => [
    say(
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
    say(
      'order:promise:update',
      { orderId: id, readyAt: iso(data.readyAt), deliverAt: iso(data.deliverAt), version },
      ...kitchenAndCustomer(id, data.order),
    ),
  ],
  'order.moved': ({ aggregate: { id, version }, data: { from, to, reason, order } }) => [
    say(
      'order:status:update',
      {
        orderId: id,
        orderNumber: order.number,
        restaurantId: order.restaurantId,
        oldStatus: from,
        status: to,
        message: reason ?? sentences[to](order),
        version,
      },
      ...everyone(id, order),
    ),
  ],
  // Said twice, for a client that only follows the status must not look calm either.
  'order.cancelled': ({ aggregate: { id, version }, data: { from, reason, by, order } }) => [
    say(
      'order:cancelled',
      { orderId: id, orderNumber: order.number, reason, by, version },
      ...everyone(id, order),
    ),
    say(
      'order:status:update',
      {
        orderId: id,
        orderNumber: order.number,
        restaurantId: order.restaurantId,
        oldStatus: from,
        status: 'cancelled',
        message: sentences.cancelled(order),
        version,
      },
      ...everyone(id, order),
    ),
  ],
  'order.courier_assigned': ({ aggregate: { id, version }, data: { courier, order, ...job } }) => [
    say(
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
    say(
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
    say(
      'order:payment:update',
      { orderId: id, paymentStatus: status, version },
      ...kitchenAndCustomer(id, order),
    ),
  ],

  'courier.status_changed': ({ aggregate, data: { status, currentOrder, restaurantId } }) => [
    say(
      'delivery:status:update',
      { courierId: aggregate.id, status, currentOrder },
      room.role('operator'),
      ...(restaurantId ? [room.restaurant(restaurantId)] : []),
    ),
  ],
  'delivery.offered': ({ data: { couriers, ...job } }) =>
    couriers.map(({ id, distance }) => say('order:available', { ...job, distance }, room.user(id))),
  'delivery.closed': ({ data: { orderId, takenBy, offeredTo } }) => {
    const others = offeredTo.filter((id) => id !== takenBy);
    return others.length > 0 ? [say('order:taken', { orderId }, ...others.map(room.user))] : [];
  },

  'payment.started': nobody,
  'payment.received': ({ data: { orderId, amount, currency, method, restaurantId, customerId } }) => [
    say(
      'payment:received',
      { orderId, amount, currency, paymentMethod: method },
      room.restaurant(restaurantId),
      room.user(customerId),
    ),
  ],
  'payment.failed': nobody,
  'payment.voided': nobody,
  'payment.refund_due': nobody,
  'payment.refunded': ({ data: { orderId, amount, currency, method, restaurantId, customerId } }) => [
    say(
      'payment:refunded',
      { orderId, amount, currency, paymentMethod: method },
      room.restaurant(restaurantId),
      room.user(customerId),
    ),
  ],

  'notification.created': ({ aggregate: { id }, at, data: { userId, ...notification } }) => [
    say('notification:new', { id, ...notification, createdAt: at.toISOString() }, room.user(userId)),
  ],
  'notification.read': ({ aggregate: { id }, data: { userId, andOlder, readAt } }) => [
    say('notification:read', { id, andOlder, readAt: readAt.toISOString() }, room.user(userId)),
  ],
  'offer.created': ({ data: { until, ...offer } }) => [
    say('offer:new', { ...offer, until: iso(until) }, room.public),
  ],
  'offer.ended': nobody,

  'chat.message_sent': ({ aggregate: { id }, at, data: { orderId, restaurantId, from, text } }) => [
    say(
      'chat:message',
      { id, orderId, from, text, at: at.toISOString() },
      room.order(orderId),
      room.restaurant(restaurantId),
    ),
  ],
  'chat.read': ({ at, data: { restaurantId, ...read } }) => [
    say(
      'chat:read',
      { ...read, at: at.toISOString() },
      room.order(read.orderId),
      room.restaurant(restaurantId),
    ),
  ],

  'restaurant.created': nobody,
  'restaurant.changed': ({ data: { restaurantId, fields } }) => [
    say('restaurant:update', { restaurantId, fields }, room.restaurant(restaurantId)),
  ],
  'restaurant.status_changed': ({
    data: { restaurantId, businessName, isOpen, busyMinutes, until, message },
  }) => [
    say(
      'business:status:update',
      { restaurantId, businessName, isOpen, busyMinutes, until: iso(until), message: message ?? null },
      room.public,
      room.restaurant(restaurantId),
    ),
  ],
  'restaurant.customer_blocked': nobody,
  'restaurant.customer_unblocked': nobody,
  'menu.item_added': rewritten,
  'menu.item_changed': rewritten,
  'menu.item_removed': rewritten,
  'menu.arranged': rewritten,
  'menu.item_availability_changed': ({ data: { restaurantId, itemId, available, until } }) => [
    say('menu:item:update', { restaurantId, itemId, available, until: iso(until) }, room.public),
  ],

  // These change who may hear, not what is said: the gateway acts on them by itself.
  'session.opened': nobody,
  'session.ended': nobody,
  'user.registered': nobody,
  'user.role_changed': nobody,
  'user.password_changed': nobody,
  'user.disabled': nobody,
  'user.enabled': nobody,
  'user.erased': nobody,
};

/** Whether anybody hears of events of this type: of all others there is nothing to announce. */
export const isAnnounced = (type: string): boolean =>
  Object.hasOwn(routes, type) && routes[type as EventName] !== nobody;

/** Nothing for an event of another version of this program: it must not block what comes after it. */
export function announcementsOf(envelope: EventEnvelope): Announcement[] {
  if (!Object.hasOwn(routes, envelope.type)) return [];
  const route = routes[envelope.type as EventName] as (envelope: EventEnvelope) => Announcement[];
  return route(envelope);
}
