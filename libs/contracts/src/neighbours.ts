import { z } from 'zod';
import { call } from './call.ts';
import { Order, PaymentMethod, PaymentStatus } from './orders.ts';
import { staffRoles } from './roles.ts';
import { Currency, Id, Moment, Money, PageQuery, Point, Text, pageOf } from './values.ts';

const one = z.object({ id: Id });

// --- Couriers ---

export const CourierStatus = z.enum(['offline', 'available', 'busy']);
export type CourierStatus = z.infer<typeof CourierStatus>;
export const Courier = z.object({
  id: Id,
  name: z.string(),
  phone: z.string().nullable(),
  status: CourierStatus,
  currentOrder: Id.nullable(),
  location: Point.nullable(),
  locatedAt: Moment.nullable(),
});
export type Courier = z.infer<typeof Courier>;

export const Delivery = z.object({
  orderId: Id,
  orderNumber: z.string(),
  restaurantId: Id,
  restaurantName: z.string(),
  pickupAddress: z.string(),
  deliveryAddress: z.string(),
  distance: z.number().nullable().meta({ description: 'Metres from the courier to the restaurant' }),
  amount: Money,
  currency: Currency,
});
export type Delivery = z.infer<typeof Delivery>;

/** Names and limits of the wire's `delivery:location`: a courier's telephone says more than we ask for, the rest is dropped. */
export const CourierPosition = z.object({
  latitude: z.number().min(-90).max(90),
  longitude: z.number().min(-180).max(180),
});

export const courierCalls = {
  changeCourierStatus: call({
    method: 'PATCH',
    path: '/couriers/me/status',
    who: ['courier'],
    tag: 'Couriers',
    summary: 'Go on or off duty',
    body: z.strictObject({
      status: CourierStatus,
      latitude: CourierPosition.shape.latitude.optional(),
      longitude: CourierPosition.shape.longitude.optional(),
    }),
    status: 200,
    answer: Courier,
    problems: ['conflict'],
  }),
  listCouriers: call({
    method: 'GET',
    path: '/couriers',
    who: [...staffRoles, 'operator'],
    tag: 'Couriers',
    summary: 'Couriers on duty near the restaurant; all of them for operators',
    query: PageQuery.extend({ status: CourierStatus.optional() }),
    status: 200,
    answer: pageOf(Courier),
  }),
  listDeliveries: call({
    method: 'GET',
    path: '/deliveries/available',
    who: ['courier'],
    tag: 'Couriers',
    summary: 'Jobs near the caller that nobody has taken',
    status: 200,
    answer: pageOf(Delivery),
  }),
  acceptDelivery: call({
    method: 'POST',
    path: '/deliveries/:orderId/accept',
    who: ['courier'],
    tag: 'Couriers',
    summary: 'Take a job; the first wins',
    params: z.object({ orderId: Id }),
    status: 200,
    answer: Order,
    problems: ['not_found', 'already_taken', 'courier_unavailable'],
  }),
  assignCourier: call({
    method: 'POST',
    path: '/orders/:id/assign',
    who: staffRoles,
    tag: 'Couriers',
    summary: 'Give the job to a courier, or to another one',
    params: one,
    body: z.strictObject({ courierId: Id }),
    status: 200,
    answer: Order,
    problems: ['not_found', 'courier_unavailable', 'illegal_transition'],
  }),
} as const;

// --- Payments ---

export const Payment = z.object({
  id: Id,
  orderId: Id,
  amount: Money,
  currency: Currency,
  method: PaymentMethod,
  status: PaymentStatus,
  providerReference: z.string().nullable(),
  createdAt: Moment,
  updatedAt: Moment,
});
export type Payment = z.infer<typeof Payment>;

/** What the card provider sends: signed over the raw body, at least once. */
export const PaymentWebhook = z.object({
  id: z.string().min(1).max(100),
  type: z.enum(['payment.succeeded', 'payment.failed', 'refund.succeeded']),
  data: z.object({
    reference: z.string().min(1).max(100),
    amount: Money,
    currency: Currency,
    reason: z.string().max(300).optional(),
  }),
});

export const paymentCalls = {
  payOrder: call({
    method: 'POST',
    path: '/orders/:id/payments',
    who: ['customer'],
    tag: 'Payments',
    summary: 'Pay by card; the sandbox provider answers by webhook',
    params: one,
    body: z
      .strictObject({
        token: z.string().min(1).max(100).default('tok_ok').meta({
          description: 'Sandbox: tok_ok succeeds, tok_declined fails, tok_silent is never answered',
        }),
      })
      .optional(),
    status: 201,
    answer: Payment,
    problems: ['not_found', 'payment_failed', 'conflict'],
  }),
  paymentWebhook: call({
    method: 'POST',
    path: '/payments/webhook',
    who: 'provider',
    tag: 'Payments',
    summary: "The card provider's events",
    headers: { 'Passline-Signature': 't=<unix seconds>,v1=<hex HMAC-SHA256 of "t.body">' },
    body: PaymentWebhook,
    status: 200,
    answer: z.object({ received: z.literal(true) }),
    problems: ['signature_invalid', 'not_found'],
  }),
} as const;

// --- Offers ---

export const Offer = z.object({
  id: Id,
  restaurantId: Id,
  code: z.string(),
  description: z.string(),
  kind: z.enum(['percent', 'amount']),
  discountValue: z.int().min(1),
  minimumOrder: Money,
  from: Moment,
  until: Moment.nullable(),
  maxUses: z.int().min(1).nullable(),
  maxUsesPerCustomer: z.int().min(1).nullable(),
  used: z.int(),
  createdAt: Moment,
});
export type Offer = z.infer<typeof Offer>;

export const NewOffer = z
  .strictObject({
    code: z
      .string()
      .trim()
      .toUpperCase()
      .regex(/^[A-Z0-9_-]{2,40}$/, 'letters, digits, - and _'),
    description: Text(300).default(''),
    kind: z.enum(['percent', 'amount']).optional(),
    discountValue: z.int().min(1).max(100_000_000).optional(),
    percent: z.int().min(1).max(100).optional(),
    amount: Money.min(1).optional(),
    minimumOrder: Money.default(0),
    from: Moment.optional(),
    until: Moment.nullable().optional(),
    maxUses: z.int().min(1).max(10_000_000).nullable().optional(),
    maxUsesPerCustomer: z.int().min(1).max(1000).nullable().optional(),
  })
  .superRefine((o, refuse) => {
    const ways = [o.percent, o.amount, o.kind && o.discountValue].filter((v) => v !== undefined).length;
    if (ways !== 1)
      refuse.addIssue({
        code: 'custom',
        path: ['percent'],
        message: 'give one of percent, amount, or kind with discountValue',
      });
    if (o.kind === 'percent' && (o.discountValue ?? 0) > 100)
      refuse.addIssue({ code: 'custom', path: ['discountValue'], message: 'at most 100 percent' });
    if (o.until && o.from && o.until <= o.from)
      refuse.addIssue({ code: 'custom', path: ['until'], message: 'ends before it begins' });
  });

export const offerCalls = {
  createOffer: call({
    method: 'POST',
    path: '/restaurants/:id/offers',
    who: staffRoles,
    tag: 'Offers',
    summary: 'Make an offer',
    params: one,
    body: NewOffer,
    status: 201,
    answer: Offer,
    problems: ['not_found', 'conflict'],
  }),
  listRestaurantOffers: call({
    method: 'GET',
    path: '/restaurants/:id/offers',
    who: staffRoles,
    tag: 'Offers',
    summary: "All of the restaurant's offers",
    params: one,
    query: PageQuery,
    status: 200,
    answer: pageOf(Offer),
    problems: ['not_found'],
  }),
  endOffer: call({
    method: 'DELETE',
    path: '/restaurants/:id/offers/:offerId',
    who: staffRoles,
    tag: 'Offers',
    summary: 'End an offer',
    params: z.object({ id: Id, offerId: Id }),
    status: 204,
    answer: 'nothing',
    problems: ['not_found'],
  }),
  listOffers: call({
    method: 'GET',
    path: '/offers',
    who: 'anyone',
    tag: 'Offers',
    summary: 'Offers that can be used now',
    query: PageQuery.extend({ restaurantId: Id.optional() }),
    status: 200,
    answer: pageOf(Offer),
  }),
} as const;

// --- Notifications ---

export const Notification = z.object({
  id: Id,
  title: z.string(),
  message: z.string(),
  type: z.string(),
  orderId: Id.nullable(),
  readAt: Moment.nullable(),
  createdAt: Moment,
});
export type Notification = z.infer<typeof Notification>;

export const notificationCalls = {
  listNotifications: call({
    method: 'GET',
    path: '/notifications',
    who: 'signed-in',
    tag: 'Notifications',
    summary: "The caller's own, newest first",
    query: PageQuery,
    status: 200,
    answer: pageOf(Notification).extend({ unreadCount: z.int() }),
  }),
  readNotification: call({
    method: 'POST',
    path: '/notifications/:id/read',
    who: 'signed-in',
    tag: 'Notifications',
    summary: 'Mark one as read',
    params: one,
    status: 200,
    answer: Notification,
    problems: ['not_found'],
  }),
  readAllNotifications: call({
    method: 'POST',
    path: '/notifications/read-all',
    who: 'signed-in',
    tag: 'Notifications',
    summary: 'Mark all as read',
    status: 200,
    answer: z.object({ unreadCount: z.literal(0) }),
  }),
} as const;

// --- Chat ---

export const messageLength = 1000;
export const ChatMessage = z.object({
  id: Id,
  orderId: Id,
  from: z.object({ id: Id, name: z.string(), role: z.string() }),
  text: z.string(),
  at: Moment,
});
export type ChatMessage = z.infer<typeof ChatMessage>;
export const NewMessage = z.strictObject({ id: Id, text: Text(messageLength).min(1) });

export const chatCalls = {
  listMessages: call({
    method: 'GET',
    path: '/orders/:id/messages',
    who: 'signed-in',
    tag: 'Chat',
    summary: 'The conversation of an order, newest first',
    params: one,
    query: PageQuery.extend({ before: Id.optional() }),
    status: 200,
    answer: pageOf(ChatMessage).extend({
      unreadCount: z.int(),
      reads: z.array(z.object({ userId: Id, upTo: Id, at: Moment })),
    }),
    problems: ['not_found', 'forbidden'],
  }),
  sendMessage: call({
    method: 'POST',
    path: '/orders/:id/messages',
    who: 'signed-in',
    tag: 'Chat',
    summary: 'Say something; the same id again is the same message',
    params: one,
    body: NewMessage,
    status: 201,
    answer: ChatMessage,
    problems: ['not_found', 'forbidden', 'rate_limited', 'idempotency_mismatch'],
  }),
} as const;

// --- Reports ---

const Stage = z.object({
  stage: z.string(),
  p50: z.number().nullable(),
  p90: z.number().nullable(),
  count: z.int(),
});
export const Report = z.object({
  from: Moment,
  to: Moment,
  currency: Currency,
  orders: z.object({ total: z.int(), delivered: z.int(), cancelled: z.int(), open: z.int() }),
  revenue: Money,
  averageOrder: Money,
  stages: z.array(Stage).meta({ description: 'Seconds' }),
  promise: z.object({ kept: z.int(), broken: z.int(), rate: z.number().nullable() }),
  cancellations: z.array(z.object({ reason: z.string(), count: z.int() })),
  perDay: z.array(z.object({ day: z.string(), orders: z.int(), revenue: Money })),
  perHour: z.array(z.object({ hour: z.int(), orders: z.int() })),
  topItems: z.array(z.object({ name: z.string(), quantity: z.int(), revenue: Money })),
});
export type Report = z.infer<typeof Report>;

export const reportCalls = {
  getReport: call({
    method: 'GET',
    path: '/restaurants/:id/reports/summary',
    who: ['owner', 'manager', 'operator'],
    tag: 'Reports',
    summary: 'How the restaurant did',
    params: one,
    query: z.object({ from: Moment.optional(), to: Moment.optional() }),
    status: 200,
    answer: Report,
    problems: ['not_found'],
  }),
} as const;
