import { z } from 'zod';
import { call } from './endpoint.ts';
import { ExpectedVersion, Order } from './orders.ts';
import { staffRoles } from './roles.ts';
import { Currency, Id, Moment, Money, PageQuery, Point, pageOf } from './values.ts';

const one = z.object({ id: Id });

export const CourierStatus = z.enum(['offline', 'available', 'busy']);
export type CourierStatus = z.infer<typeof CourierStatus>;
export const Courier = z.object({
  id: Id,
  name: z.string(),
  phone: z.string().nullable(),
  status: CourierStatus,
  connected: z
    .boolean()
    .meta({ description: 'A telephone of theirs is connected: what is offered reaches it now' }),
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

/** The search for somebody who brings an order: who was told, and what they said. */
export const CourierSearch = z.object({
  orderId: Id,
  orderNumber: z.string(),
  since: Moment,
  offers: z.array(
    z.object({
      courierId: Id,
      courierName: z.string(),
      distance: z.number().nullable().meta({ description: 'Metres to the restaurant when it was told' }),
      toldAt: Moment,
      declinedAt: Moment.nullable(),
    }),
  ),
});
export type CourierSearch = z.infer<typeof CourierSearch>;

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
  declineDelivery: call({
    method: 'POST',
    path: '/deliveries/:orderId/decline',
    who: ['courier'],
    tag: 'Couriers',
    summary: 'Not this one: it is not told to the caller again; accepting it later is still possible',
    params: z.object({ orderId: Id }),
    status: 204,
    answer: 'nothing',
    problems: ['not_found', 'already_taken'],
  }),
  listSearches: call({
    method: 'GET',
    path: '/restaurants/:id/searches',
    who: staffRoles,
    tag: 'Couriers',
    summary: 'Orders that a courier is looked for, to whom they were offered, and who has declined',
    params: one,
    status: 200,
    answer: pageOf(CourierSearch),
    problems: ['not_found'],
  }),
  assignCourier: call({
    method: 'POST',
    path: '/orders/:id/assign',
    who: staffRoles,
    tag: 'Couriers',
    summary: 'Give the job to a courier, or to another one',
    params: one,
    body: z.strictObject({ courierId: Id, expectedVersion: ExpectedVersion }),
    status: 200,
    answer: Order,
    problems: ['not_found', 'version_conflict', 'courier_unavailable', 'illegal_transition'],
  }),
} as const;
