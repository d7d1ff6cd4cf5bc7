import { z } from 'zod';
import { Fulfilment, OrderStatus } from './enums.ts';
import { MenuChoice } from './menu.ts';
import { cancelReasonCodes, reasonCodes, recallReasonCodes } from './reasons.ts';
import { AlertPolicy } from './restaurants.ts';
import { Currency, Id, Line, Moment, Money, Name, Phone, Point, Text } from './values.ts';

export const PaymentMethod = z.enum(['cash', 'card']);
export type PaymentMethod = z.infer<typeof PaymentMethod>;
export const PaymentStatus = z.enum(['due', 'pending', 'paid', 'failed', 'refund_due', 'refunded']);
export type PaymentStatus = z.infer<typeof PaymentStatus>;

export const DeliveryAddress = z.object({
  text: z.string(),
  lat: z.number().nullable(),
  lng: z.number().nullable(),
});
export type DeliveryAddress = z.infer<typeof DeliveryAddress>;

export const ItemDone = z.object({ at: Moment, by: z.object({ id: Id, name: z.string() }) });
export type ItemDone = z.infer<typeof ItemDone>;
export const OrderItem = z.object({
  id: z.string().meta({ description: 'Unique in its order: its position when the order was placed, from 1' }),
  menuItemId: Id,
  name: z.string(),
  unitPrice: Money.meta({ description: 'Price when the order was placed, including options' }),
  quantity: z.int().min(1).max(99),
  note: z.string().nullable(),
  options: z.array(MenuChoice),
  category: z.string(),
  done: ItemDone.optional().meta({
    description: 'When the kitchen finished it, and who; absent while it waits',
  }),
});
export type OrderItem = z.infer<typeof OrderItem>;

export const OrderCourier = z.object({
  id: Id,
  name: z.string(),
  phone: z.string().nullable(),
  assignedAt: Moment,
});
/** A driver of the restaurant without an account. An order has a courier or a driver, never both. */
export const OrderDriver = z.object({ name: z.string(), namedAt: Moment });
export const OrderPromise = z.object({ readyAt: Moment.nullable(), deliverAt: Moment.nullable() });
export const OrderAlert = z.object({
  receivedAt: Moment.nullable().meta({ description: 'When a screen of the restaurant received it' }),
  renderedAt: Moment.nullable(),
  audible: z
    .boolean()
    .nullable()
    .meta({ description: 'false: every screen that reported so far is muted or blocked' }),
  acknowledgedAt: Moment.nullable(),
  acknowledgedBy: z.object({ id: Id, name: z.string() }).nullable(),
  unanswered: z.enum(['not_received', 'not_answered']).nullable(),
});
/** Null: a text that an earlier release stored. */
const StoredReasonCode = z
  .enum(reasonCodes)
  .nullable()
  .meta({ description: '`other`: `reason` is free text; null: stored by an earlier release, as text only' });
export const ReasonFields = { reason: z.string(), code: StoredReasonCode };
export const OrderCancellation = z.object({
  ...ReasonFields,
  by: z.enum(['staff', 'customer', 'system']),
  at: Moment,
});

export const OrderTimes = z.object({
  for: Moment.meta({
    description: 'The slot that the customer chose: the pickup, or the delivery at the door',
  }),
  startsAt: Moment.meta({ description: 'When it enters the board and rings' }),
  readyAt: Moment.meta({ description: 'When it must be ready to be there in time' }),
});

export const Order = z.object({
  id: Id,
  number: z.string().meta({ description: 'Short number to call out; unique per restaurant and day' }),
  restaurantId: Id,
  restaurantName: z.string(),
  customerId: Id,
  customerName: z.string(),
  customerPhone: z.string().nullable().optional().meta({
    description:
      "Only for the restaurant's staff while the order is open, and for its courier on the way; null: the customer gave none",
  }),
  status: OrderStatus,
  version: z.int(),
  items: z.array(OrderItem),
  subtotal: Money,
  discount: Money,
  deliveryFee: Money,
  totalAmount: Money,
  currency: Currency,
  fulfilment: Fulfilment,
  deliveryAddress: DeliveryAddress.nullable(),
  paymentMethod: PaymentMethod,
  paymentStatus: PaymentStatus,
  offerCode: z.string().nullable(),
  note: z.string().nullable(),
  courier: OrderCourier.nullable(),
  driver: OrderDriver.nullable(),
  promise: OrderPromise.nullable(),
  alert: OrderAlert,
  cancellation: OrderCancellation.nullable(),
  scheduled: OrderTimes.nullable().meta({ description: 'Only of an order for later' }),
  recalled: z
    .object({ ...ReasonFields, at: Moment })
    .nullable()
    .meta({ description: 'The last recall of the order after it was delivered' }),
  recall: z
    .object({ to: OrderStatus, until: Moment })
    .nullable()
    .meta({ description: 'The status to which staff may recall the delivered order until this time' }),
  undo: z
    .object({ to: OrderStatus, until: Moment })
    .nullable()
    .meta({ description: 'The status that staff may return the order to until this time' }),
  createdAt: Moment,
  updatedAt: Moment,
});
export type Order = z.infer<typeof Order>;

/** What `order:new` adds for the restaurant, so that its screens need not request each new order. */
export const NewOrderDetails = Order.pick({
  restaurantName: true,
  customerId: true,
  subtotal: true,
  discount: true,
  deliveryFee: true,
  deliveryAddress: true,
  paymentMethod: true,
  paymentStatus: true,
  offerCode: true,
  note: true,
  scheduled: true,
  createdAt: true,
}).extend({ alertPolicy: AlertPolicy });
export type NewOrderDetails = z.infer<typeof NewOrderDetails>;

export const CreateOrderRequest = z
  .strictObject({
    restaurantId: Id,
    items: z
      .array(
        z.strictObject({
          menuItemId: Id,
          quantity: z.int().min(1).max(99),
          note: Text(300).optional(),
          options: z.array(Id).max(20).optional(),
        }),
      )
      .min(1)
      .max(50),
    fulfilment: Fulfilment,
    deliveryAddress: z
      .union([
        Text(300).min(5),
        z.strictObject({
          text: Text(300).min(5),
          lat: z.number().min(-90).max(90),
          lng: z.number().min(-180).max(180),
        }),
      ])
      .optional(),
    phone: Phone.optional().meta({
      description:
        "For questions about this order, shown to the restaurant's staff and to the courier on the way while it is open. Absent: the number of the account, if it has one",
    }),
    paymentMethod: PaymentMethod,
    offerCode: Line(40).toUpperCase().min(2).optional(),
    note: Text(500).optional(),
    scheduledFor: Moment.optional().meta({
      description:
        'The begin of a free slot (listSlots), for an order for later; without it: as soon as possible',
    }),
  })
  .refine((o) => o.fulfilment === 'pickup' || o.deliveryAddress !== undefined, {
    path: ['deliveryAddress'],
    message: 'is required for a delivery',
  });
export type CreateOrderRequest = z.infer<typeof CreateOrderRequest>;

/** The version on which the caller's decision is based. It is rejected if another decision was made since. */
export const ExpectedVersion = z.int().min(0).optional();
export const UpdateOrderStatusRequest = z.strictObject({
  status: OrderStatus,
  expectedVersion: ExpectedVersion,
  reason: Line(300).optional(),
});
export const itemStates = ['waiting', 'done'] as const;
export const MarkItemsRequest = z.strictObject({
  items: z.array(Line(64).min(1)).min(1).max(50).meta({ description: 'Ids of items of the order' }),
  state: z.enum(itemStates),
  expectedVersion: ExpectedVersion,
});
export const PromiseOrderRequest = z.strictObject({
  readyInMinutes: z.int().min(1).max(240),
  expectedVersion: ExpectedVersion,
});
export const NameDriverRequest = z.strictObject({ name: Name, expectedVersion: ExpectedVersion });
const FreeReason = Line(300)
  .min(1)
  .optional()
  .meta({ description: 'Free text, for `other` or without a code; the customer reads it' });
const needsText = ({ code, reason }: { code?: string | undefined; reason?: string | undefined }) =>
  (code === undefined || code === 'other') === (reason !== undefined);
const needsTextProblem = {
  path: ['reason'],
  message: 'is required without a code and for `other`, and not allowed with another code',
};
export const RecallOrderRequest = z
  .strictObject({
    code: z.enum(recallReasonCodes).optional(),
    reason: FreeReason,
    expectedVersion: ExpectedVersion,
  })
  .refine(needsText, needsTextProblem);
export const CancelOrderRequest = z
  .strictObject({
    code: z.enum(cancelReasonCodes).optional(),
    reason: FreeReason,
    expectedVersion: ExpectedVersion,
  })
  .refine(needsText, needsTextProblem);

/** One stored event of an order. The order can be rebuilt from all of them. */
export const OrderHistoryEntry = z.object({
  id: Id,
  type: z.string(),
  at: Moment,
  version: z.int(),
  actor: z
    .object({
      id: Id,
      role: z.string(),
      name: z.string().nullable().meta({ description: "Visible to the restaurant's staff and operators" }),
    })
    .nullable(),
  data: z.unknown(),
});

/** What a tracking link shows to its bearer: no customer name, phone number or price per dish. */
export const TrackedOrder = z.object({
  id: Id,
  number: z.string(),
  restaurantName: z.string(),
  status: OrderStatus,
  fulfilment: Fulfilment,
  items: z.array(z.object({ name: z.string(), quantity: z.int() })),
  totalAmount: Money,
  currency: Currency,
  promise: OrderPromise.nullable(),
  scheduledFor: Moment.nullable(),
  pickup: Point,
  courier: z.object({ name: z.string(), location: Point.nullable(), at: Moment.nullable() }).nullable(),
  driver: z.object({ name: z.string() }).nullable(),
  destination: Point.nullable().meta({
    description:
      'Rounded to about a kilometre until the courier is on the way, exact after that, null when the order is closed',
  }),
  cancellation: z.object(ReasonFields).nullable(),
  recalled: z
    .object(ReasonFields)
    .nullable()
    .meta({ description: 'Why the order is open again after it was delivered' }),
  version: z.int(),
  createdAt: Moment,
  updatedAt: Moment,
  expiresAt: Moment,
});
export type TrackedOrder = z.infer<typeof TrackedOrder>;

export const TrackingLink = z.object({ token: z.string(), url: z.string(), expiresAt: Moment });
