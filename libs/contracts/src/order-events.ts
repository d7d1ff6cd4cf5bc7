import { z } from 'zod';
import { JobTerms } from './couriers.ts';
import { itemStates } from './order-requests.ts';
import {
  NewOrderDetails,
  Order,
  OrderItemChange,
  OrderPromise,
  OrderProposal,
  ReasonFields,
  OrderItem,
} from './orders.ts';
import { arrivalPlaces } from './order-facts.ts';
import { Currency, Id, Moment, Money } from './values.ts';
import { Fulfilment, OrderStatus } from './enums.ts';
import { event } from './wire-event.ts';

const ReasonCode = ReasonFields.code.default(null);

const replacementStates = ['proposed', 'agreed', 'declined', 'expired', 'withdrawn'] as const;

const orderRef = { orderId: Id, orderNumber: z.string() };

/** What happens to an order, as sockets receive it. */
export const orderEvents = {
  'order:new': event({
    summary: 'An order was placed',
    payload: z.object({
      ...orderRef,
      restaurantId: Id,
      customerName: z.string(),
      items: z.array(OrderItem),
      totalAmount: Money,
      currency: Currency,
      status: OrderStatus,
      fulfilment: Fulfilment,
      version: z.int(),
      details: NewOrderDetails.optional().meta({
        description: "Sent to the restaurant's staff only",
      }),
    }),
  }),
  'order:status:update': event({
    summary: 'The status of an order changed',
    payload: z.object({
      ...orderRef,
      restaurantId: Id,
      oldStatus: OrderStatus,
      status: OrderStatus,
      message: z.string(),
      version: z.int(),
    }),
  }),
  'order:cancelled': event({
    summary: 'An order was cancelled',
    payload: z.object({
      ...orderRef,
      reason: z.string(),
      code: ReasonCode,
      by: z.enum(['staff', 'customer', 'system']),
      version: z.int(),
    }),
  }),
  'order:recalled': event({
    summary: 'A delivered order was recalled and is open again',
    payload: z.object({ ...orderRef, reason: z.string(), code: ReasonCode, version: z.int() }),
  }),
  'order:items:update': event({
    summary: 'The kitchen finished items of an order, or took that back',
    payload: z.object({
      ...orderRef,
      restaurantId: Id,
      items: z.array(z.string()).meta({ description: 'Ids of items of the order' }),
      state: z.enum(itemStates),
      by: z.object({ id: Id, name: z.string() }),
      at: Moment,
      version: z.int(),
    }),
  }),
  'order:changed': event({
    summary: 'An item of an order was taken out, lowered or replaced, because the restaurant cannot make it',
    payload: z.object({
      ...orderRef,
      restaurantId: Id,
      change: OrderItemChange,
      totalAmount: Money,
      version: z.int(),
      details: Order.pick({ subtotal: true, discount: true, vat: true }).optional().meta({
        description: "Sent to the restaurant's staff only",
      }),
    }),
  }),
  'order:replacement': event({
    summary: 'A replacement was proposed to the customer, or its proposal ended',
    payload: z.object({
      ...orderRef,
      restaurantId: Id,
      state: z.enum(replacementStates),
      proposal: OrderProposal,
      version: z.int(),
    }),
  }),
  'order:acknowledged': event({
    summary: 'An order was acknowledged: its alarm stops on every screen',
    payload: z.object({ orderId: Id, by: z.string(), at: Moment, version: z.int() }),
  }),
  'order:received': event({
    summary: 'A screen of the restaurant received an order',
    payload: z.object({
      orderId: Id,
      restaurantId: Id,
      rendered: z.boolean(),
      audible: z.boolean(),
      at: Moment,
      version: z.int(),
    }),
  }),
  'order:unanswered': event({
    summary: 'An order was not received by any screen, or not answered in time',
    payload: z.object({
      orderId: Id,
      orderNumber: z.string(),
      restaurantId: Id,
      cause: z.enum(['not_received', 'not_answered']),
      since: Moment,
      screens: z.int().nullable().meta({ description: 'Connected screens of the restaurant; null: unknown' }),
      version: z.int(),
    }),
  }),
  'order:promise:update': event({
    summary: 'A time was promised, or the promise changed',
    payload: z.object({
      orderId: Id,
      ...OrderPromise.shape,
      version: z.int(),
    }),
  }),
  'order:available': event({
    summary: 'A delivery near the courier is open',
    payload: z.object({
      orderId: Id,
      restaurantName: z.string(),
      pickupAddress: z.string(),
      deliveryAddress: z.string(),
      distance: z
        .number()
        .nullable()
        .meta({ description: 'Metres to the restaurant; null: the position of the courier is unknown' }),
      amount: Money.meta({ description: 'The total of the order, which is not what the courier earns' }),
      currency: Currency,
      ...JobTerms.shape,
    }),
  }),
  'order:taken': event({
    summary: 'The delivery is no longer open',
    payload: z.object({ orderId: Id }),
  }),
  'order:rider_assigned': event({
    summary: 'A courier was assigned to an order',
    payload: z.object({
      orderId: Id,
      riderId: Id,
      riderName: z.string(),
      riderPhone: z.string().nullable(),
      estimatedTime: Moment.nullable(),
      version: z.int(),
    }),
  }),
  'order:courier_arrived': event({
    summary: "The courier is at the restaurant, or at the customer's door",
    payload: z.object({ ...orderRef, place: z.enum(arrivalPlaces), at: Moment, version: z.int() }),
  }),
  'order:driver_named': event({
    summary: 'A driver of the restaurant, who has no account, delivers the order instead of a courier',
    payload: z.object({
      orderId: Id,
      driverName: z.string(),
      estimatedTime: Moment.nullable(),
      version: z.int(),
    }),
  }),
  'order:assigned': event({
    summary: 'A delivery was assigned to this courier',
    payload: z.object({
      ...orderRef,
      restaurantName: z.string(),
      pickupAddress: z.string(),
      deliveryAddress: z.string(),
    }),
  }),
} as const;
