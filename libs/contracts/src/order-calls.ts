import { z } from 'zod';
import { call } from './endpoint.ts';
import { OrderStatus } from './enums.ts';
import {
  CancelOrderRequest,
  CreateOrderRequest,
  Order,
  OrderHistoryEntry,
  PromiseOrderRequest,
  TrackedOrder,
  TrackingLink,
  UpdateOrderStatusRequest,
} from './orders.ts';
import { staffRoles } from './roles.ts';
import { routes } from './routes.ts';
import { Id, IdempotencyKey, Line, Opaque, PageQuery, pageOf } from './values.ts';

const tag = 'Orders';
const one = z.object({ id: Id });

export const orderCalls = {
  placeOrder: call({
    ...routes.placeOrder,
    who: ['customer'],
    tag,
    summary: 'Place an order',
    headers: {
      'Idempotency-Key': {
        schema: IdempotencyKey,
        description: 'Repeating the same key and body returns the same order with 200',
      },
    },
    body: CreateOrderRequest,
    status: 201,
    repeated: 200,
    answer: Order,
    problems: [
      'restaurant_closed',
      'item_unavailable',
      'offer_invalid',
      'customer_blocked',
      'payment_failed',
      'idempotency_mismatch',
      'not_found',
    ],
  }),
  listOrders: call({
    ...routes.listOrders,
    who: 'signed-in',
    tag,
    summary: 'The orders that the caller may see, newest first',
    query: PageQuery.extend({
      status: z.union([OrderStatus, z.literal('open')]).optional(),
      restaurantId: Id.optional(),
      search: Line(60).optional().meta({
        description:
          "An order number, or the beginnings of words of the customer's name. A page may have fewer items than `limit`, even none, and still a `nextCursor`",
      }),
    }),
    status: 200,
    answer: pageOf(Order),
    problems: ['not_found'],
  }),
  getOrder: call({
    ...routes.getOrder,
    who: 'signed-in',
    tag,
    summary: 'One order',
    params: one,
    status: 200,
    answer: Order,
    problems: ['not_found'],
  }),
  getOrderEvents: call({
    ...routes.getOrderEvents,
    who: 'signed-in',
    tag,
    summary: 'All events of the order, oldest first',
    params: one,
    status: 200,
    answer: pageOf(OrderHistoryEntry),
    problems: ['not_found'],
  }),
  moveOrder: call({
    ...routes.moveOrder,
    who: [...staffRoles, 'courier', 'customer'],
    tag,
    summary: 'Change the status of an order according to the transition table',
    params: one,
    body: UpdateOrderStatusRequest,
    status: 200,
    answer: Order,
    problems: ['not_found', 'version_conflict', 'illegal_transition'],
  }),
  acknowledgeOrder: call({
    ...routes.acknowledgeOrder,
    who: staffRoles,
    tag,
    summary: 'Acknowledge an order: the alarm stops on every screen',
    params: one,
    status: 200,
    answer: Order,
    problems: ['not_found'],
  }),
  promiseOrder: call({
    ...routes.promiseOrder,
    who: staffRoles,
    tag,
    summary: 'Promise a time; this also accepts a pending order',
    params: one,
    body: PromiseOrderRequest,
    status: 200,
    answer: Order,
    problems: ['not_found', 'version_conflict', 'illegal_transition'],
  }),
  cancelOrder: call({
    ...routes.cancelOrder,
    who: [...staffRoles, 'customer'],
    tag,
    summary: 'Cancel an order; customers only while it is pending',
    params: one,
    body: CancelOrderRequest,
    status: 200,
    answer: Order,
    problems: ['not_found', 'version_conflict', 'illegal_transition'],
  }),
  createTrackingLink: call({
    ...routes.createTrackingLink,
    who: [...staffRoles, 'customer'],
    tag,
    summary: 'Create a read-only link to this order that expires',
    params: one,
    status: 201,
    answer: TrackingLink,
    problems: ['not_found'],
  }),
  track: call({
    ...routes.track,
    who: 'anyone',
    tag,
    summary: 'The order of a tracking link',
    params: z.object({ token: Opaque(1000) }),
    status: 200,
    answer: TrackedOrder,
    problems: ['not_found'],
  }),
  getPromiseDefault: call({
    ...routes.getPromiseDefault,
    who: staffRoles,
    tag,
    summary: 'Suggested minutes for a promise, based on recent orders',
    params: one,
    status: 200,
    answer: z.object({ readyInMinutes: z.int(), basedOn: z.int() }),
    problems: ['not_found'],
  }),
} as const;
