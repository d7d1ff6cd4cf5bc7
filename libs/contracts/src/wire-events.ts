import { z } from 'zod';
import { SystemStats } from './system-stats.ts';
import { Announcement } from './announcements.ts';
import { ChatMessage, ChatPresence } from './chat.ts';
import { chatSides } from './chat-sides.ts';
import { connectionEvents } from './connection-events.ts';
import { CourierStatus } from './couriers.ts';
import { Order, PaymentMethod, PaymentStatus } from './orders.ts';
import { orderEvents } from './order-events.ts';
import { NotificationParams } from './notifications.ts';
import { PrintJob } from './printing.ts';
import type { Meta } from './stream-positions.ts';
import { Opening, RestaurantPresence } from './restaurants.ts';
import { Currency, Id, Moment, Money, Point } from './values.ts';
import { event, type WireEvent } from './wire-event.ts';

export const wireEvents = {
  ...connectionEvents,
  'business:status:update': event({
    summary: 'A restaurant opened, closed, or changed its busy time',
    payload: z.object({
      restaurantId: Id,
      businessName: z.string(),
      isOpen: z.boolean(),
      busyMinutes: z.int(),
      until: Moment.nullable(),
      message: z.string().nullable(),
      opensAt: Opening.shape.opensAt.default(null),
      closesAt: Opening.shape.closesAt.default(null),
      closedBy: Opening.shape.closedBy.default(null),
    }),
  }),
  'restaurant:presence': event({
    summary: 'A screen of the restaurant connected or disconnected',
    volatile: true,
    payload: z.object({ restaurantId: Id, ...RestaurantPresence.shape }),
  }),
  'restaurant:couriers': event({
    summary:
      'Couriers near the restaurant, or what is offered to them, changed: read GET /couriers and the searches again',
    volatile: true,
    payload: z.object({ restaurantId: Id }),
  }),
  ...orderEvents,
  'delivery:status:update': event({
    summary: 'A courier went on or off duty',
    payload: z.object({
      courierId: Id,
      status: CourierStatus,
      currentOrder: Id.nullable(),
      orders: z.array(Id).meta({ description: 'All orders of the trip, the current one first' }),
    }),
  }),
  'delivery:location:update': event({
    summary: 'The position of the courier',
    volatile: true,
    payload: z.object({
      orderId: Id,
      location: Point,
      speed: z.number().nullable(),
      heading: z.number().nullable(),
      at: Moment,
    }),
  }),
  'order:payment:update': event({
    summary: 'The payment status of an order changed',
    payload: z.object({
      orderId: Id,
      paymentStatus: PaymentStatus,
      refunds: Order.shape.refunds.default(null),
      version: z.int(),
    }),
  }),
  'payment:received': event({
    summary: 'An order was paid',
    payload: z.object({ orderId: Id, amount: Money, currency: Currency, paymentMethod: PaymentMethod }),
  }),
  'payment:refunded': event({
    summary: 'A payment was refunded, whole or in part',
    payload: z.object({ orderId: Id, amount: Money, currency: Currency, paymentMethod: PaymentMethod }),
  }),
  'notification:new': event({
    summary: 'A new notification',
    payload: z.object({
      id: Id,
      title: z.string(),
      message: z.string(),
      type: z.string(),
      params: NotificationParams.default(null),
      orderId: Id.nullable().default(null),
      createdAt: Moment,
    }),
  }),
  'notification:read': event({
    summary: 'A notification was read on a device of its user',
    payload: z.object({
      id: Id,
      andOlder: z.boolean().meta({ description: 'All earlier notifications were read too' }),
      readAt: Moment,
    }),
  }),
  'offer:new': event({
    summary: 'A new offer is available',
    payload: z.object({
      code: z.string(),
      description: z.string(),
      kind: z.enum(['percent', 'amount']),
      discountValue: z.int(),
      restaurantId: Id,
      until: Moment.nullable(),
    }),
  }),
  'announcement:update': event({
    summary: 'An operator announced something, or ended it before its time (`endedAt`)',
    payload: Announcement,
  }),
  'menu:item:update': event({
    summary: 'A dish is sold out or available again',
    payload: z.object({ restaurantId: Id, itemId: Id, available: z.boolean(), until: Moment.nullable() }),
  }),
  'menu:choice:update': event({
    summary: "A choice of a dish's options is sold out or available again",
    payload: z.object({
      restaurantId: Id,
      itemId: Id,
      choiceId: Id,
      available: z.boolean(),
      until: Moment.nullable(),
    }),
  }),
  'menu:update': event({
    summary: 'Dishes, prices, categories or their order changed: load the menu again',
    payload: z.object({ restaurantId: Id }),
  }),
  'storefront:update': event({
    summary: 'What customers see of a restaurant changed, such as its fee or hours: load its page again',
    payload: z.object({ restaurantId: Id, fields: z.array(z.string()) }),
  }),
  'restaurant:update': event({
    summary: 'The profile or settings of a restaurant changed: load the fields you need again',
    payload: z.object({ restaurantId: Id, fields: z.array(z.string()) }),
  }),
  'print:job:update': event({
    summary: 'A print job was created, or its state or problem changed',
    // Not flat: a payload with `orderId` and `version` is about a version of the order.
    payload: z.object({ restaurantId: Id, job: PrintJob }),
  }),
  'chat:message': event({
    summary: 'A chat message was sent',
    payload: ChatMessage,
  }),
  'chat:read': event({
    summary: 'A participant has read messages up to this one',
    payload: z.object({
      orderId: Id,
      userId: Id,
      side: z.enum(chatSides).nullable().default(null).meta({
        description: 'Whose side the reader is on; null in events that an earlier release stored',
      }),
      upTo: Id,
      at: Moment,
    }),
  }),
  'chat:delivered': event({
    summary: 'A device of one side has received messages up to this one',
    payload: z.object({ orderId: Id, side: z.enum(chatSides), upTo: Id, at: Moment }),
  }),
  'chat:presence': event({
    summary: 'A participant of the conversation is there, or has left',
    volatile: true,
    payload: z.object({ orderId: Id, ...ChatPresence.shape }),
  }),
  'chat:typing': event({
    summary: 'A participant is typing',
    volatile: true,
    payload: z.object({ orderId: Id, userId: Id, name: z.string() }),
  }),
  'system:stats': event({
    summary: 'Load and latency of the system, once a second',
    volatile: true,
    payload: SystemStats,
  }),
} as const;

export type WireEventName = keyof typeof wireEvents;
export type WirePayload<N extends WireEventName> = z.infer<(typeof wireEvents)[N]['payload']>;
type Volatile = {
  [N in WireEventName]: (typeof wireEvents)[N] extends { volatile: true } ? N : never;
}[WireEventName];
type Direct = {
  [N in WireEventName]: (typeof wireEvents)[N] extends { direct: true } ? N : never;
}[WireEventName];
/** Events that are stored in streams, numbered and replayable. */
export type DurableEventName = Exclude<WireEventName, Volatile | Direct>;
export type VolatileEventName = Volatile;
export const isDurable = (name: WireEventName): name is DurableEventName => {
  const it: WireEvent = wireEvents[name];
  return !it.volatile && !it.direct;
};

export interface Missed<N extends DurableEventName = DurableEventName> {
  event: N;
  payload: WirePayload<N>;
  meta: Meta;
}
