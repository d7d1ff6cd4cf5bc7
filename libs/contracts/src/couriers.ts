import { z } from 'zod';
import { call } from './endpoint.ts';
import { ExpectedVersion, Order } from './orders.ts';
import { staffRoles } from './roles.ts';
import { Currency, Id, Moment, Money, PageQuery, Point, pageOf } from './values.ts';
import { routes } from './routes.ts';

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

export const courierCalls = {
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
    query: PageQuery.extend({ status: CourierStatus.optional() }),
    status: 200,
    answer: pageOf(Courier),
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
    problems: ['not_found', 'already_taken', 'courier_unavailable'],
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
    problems: ['not_found', 'version_conflict', 'courier_unavailable', 'illegal_transition'],
  }),
} as const;
