import { z } from 'zod';
import { Earnings } from './courier-fee.ts';
import { call } from './endpoint.ts';
import { ExpectedVersion } from './order-requests.ts';
import { Order } from './orders.ts';
import { staffRoles } from './roles.ts';
import { Currency, Id, Moment, Money, PageQuery, Point, pageOf } from './values.ts';
import { routes } from './routes.ts';
import { isTimeZone } from './time-zone.ts';

const one = z.object({ id: Id });

export const CourierStatus = z.enum(['offline', 'available', 'busy']);
export type CourierStatus = z.infer<typeof CourierStatus>;
export const Courier = z.object({
  id: Id,
  name: z.string(),
  phone: z.string().nullable(),
  status: CourierStatus,
  connected: z.boolean().meta({ description: 'The courier has a connected device that receives offers now' }),
  currentOrder: Id.nullable(),
  orders: z.array(Id).meta({
    description: 'All orders of the trip, the current one first; staff see those of their own restaurant',
  }),
  hasRoom: z.boolean().meta({
    description:
      "The courier can get an order now: they are available, or their trip for the caller's restaurant has room",
  }),
  location: Point.nullable(),
  locatedAt: Moment.nullable(),
});
export type Courier = z.infer<typeof Courier>;

/** Shown to a courier before they accept. Events and jobs that an earlier release stored have the defaults. */
export const JobTerms = z.object({
  deliveryDistance: z.number().nullable().default(null).meta({
    description: 'Metres from the restaurant to the door; null: the address has no coordinates',
  }),
  earnings: Earnings.default({ fee: 0, tip: 0, total: 0 }),
  cashToCollect: Money.default(0).meta({ description: 'At the door; 0: nothing' }),
  readyAt: Moment.nullable().default(null).meta({ description: 'When the order is promised to be ready' }),
  deliverAt: Moment.nullable().default(null).meta({ description: 'When it is promised at the door' }),
});
export type JobTerms = z.infer<typeof JobTerms>;

export const Delivery = z.object({
  orderId: Id,
  orderNumber: z.string(),
  restaurantId: Id,
  restaurantName: z.string(),
  pickupAddress: z.string(),
  deliveryAddress: z.string(),
  distance: z.number().nullable().meta({ description: 'Metres from the courier to the restaurant' }),
  amount: Money.meta({ description: 'The total of the order, which is not what the courier earns' }),
  currency: Currency,
  ...JobTerms.shape,
});
export type Delivery = z.infer<typeof Delivery>;

/** The search for a courier for an order: to whom it was offered, and who declined. */
export const CourierSearch = z.object({
  orderId: Id,
  orderNumber: z.string(),
  since: Moment,
  offers: z.array(
    z.object({
      courierId: Id,
      courierName: z.string(),
      distance: z
        .number()
        .nullable()
        .meta({ description: 'Metres to the restaurant when the delivery was offered' }),
      toldAt: Moment,
      declinedAt: Moment.nullable(),
    }),
  ),
});
export type CourierSearch = z.infer<typeof CourierSearch>;

/** The same names and limits as the command `delivery:location`. Further fields of a phone's position are dropped. */
export const CourierPosition = z.object({
  latitude: z.number().min(-90).max(90),
  longitude: z.number().min(-180).max(180),
});

const Period = z.object({
  from: Moment,
  deliveries: z.int(),
  totals: z
    .array(Earnings.extend({ currency: Currency }))
    .meta({ description: 'One per currency, none without a delivery' }),
});
export const CourierEarnings = z.object({
  timeZone: z.string(),
  today: Period,
  week: Period.meta({ description: 'Since Monday' }),
  deliveries: z
    .array(
      Earnings.extend({
        orderId: Id,
        orderNumber: z.string(),
        restaurantName: z.string(),
        currency: Currency,
        deliveredAt: Moment,
      }),
    )
    .meta({ description: 'Of the week, newest first' }),
});
export type CourierEarnings = z.infer<typeof CourierEarnings>;

export const courierCalls = {
  getOwnCourier: call({
    ...routes.getOwnCourier,
    who: ['courier'],
    tag: 'Couriers',
    summary: "The caller's own duty, current order and last position",
    status: 200,
    answer: Courier,
  }),
  reportPosition: call({
    ...routes.reportPosition,
    who: ['courier'],
    tag: 'Couriers',
    summary: 'Report the position of a courier on duty, so that jobs near it are offered',
    body: z.strictObject(CourierPosition.shape),
    status: 204,
    answer: 'nothing',
    problems: ['courier_unavailable'],
  }),
  getEarnings: call({
    ...routes.getEarnings,
    who: ['courier'],
    tag: 'Couriers',
    summary: "What the caller's deliveries of today and of this week brought",
    query: z.object({
      timeZone: z
        .string()
        .max(64)
        .refine(isTimeZone, 'must be an IANA time zone such as Europe/Rome')
        .default('UTC')
        .meta({ description: 'In which days begin at midnight' }),
    }),
    status: 200,
    answer: CourierEarnings,
  }),
  changeCourierStatus: call({
    ...routes.changeCourierStatus,
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
    ...routes.listCouriers,
    who: [...staffRoles, 'operator'],
    tag: 'Couriers',
    summary: 'Couriers on duty near the restaurant; all of them for operators',
    query: PageQuery.extend({
      status: CourierStatus.optional(),
      restaurantId: Id.optional().meta({
        description: 'For staff: which of their restaurants; default: the first. Ignored for operators',
      }),
    }),
    status: 200,
    answer: pageOf(Courier),
    problems: ['not_found'],
  }),
  listDeliveries: call({
    ...routes.listDeliveries,
    who: ['courier'],
    tag: 'Couriers',
    summary: 'Open deliveries near the caller',
    status: 200,
    answer: pageOf(Delivery),
  }),
  acceptDelivery: call({
    ...routes.acceptDelivery,
    who: ['courier'],
    tag: 'Couriers',
    summary: 'Accept a delivery; the first courier to accept gets it',
    params: z.object({ orderId: Id }),
    status: 200,
    answer: Order,
    problems: ['not_found', 'already_taken', 'courier_unavailable', 'other_restaurant'],
  }),
  declineDelivery: call({
    ...routes.declineDelivery,
    who: ['courier'],
    tag: 'Couriers',
    summary: 'Decline a delivery: it is not offered to the caller again, but can still be accepted',
    params: z.object({ orderId: Id }),
    status: 204,
    answer: 'nothing',
    problems: ['not_found', 'already_taken'],
  }),
  listSearches: call({
    ...routes.listSearches,
    who: staffRoles,
    tag: 'Couriers',
    summary: 'Orders that wait for a courier, with the couriers asked and those who declined',
    params: one,
    status: 200,
    answer: pageOf(CourierSearch),
    problems: ['not_found'],
  }),
  assignCourier: call({
    ...routes.assignCourier,
    who: staffRoles,
    tag: 'Couriers',
    summary: 'Assign a courier, or replace the assigned one',
    params: one,
    body: z.strictObject({ courierId: Id, expectedVersion: ExpectedVersion }),
    status: 200,
    answer: Order,
    problems: [
      'not_found',
      'version_conflict',
      'courier_unavailable',
      'other_restaurant',
      'illegal_transition',
    ],
  }),
} as const;
