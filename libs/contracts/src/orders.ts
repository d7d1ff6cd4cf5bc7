import { z } from 'zod';
import { Earnings } from './courier-fee.ts';
import { Fulfilment, OrderStatus } from './enums.ts';
import { MenuChoice } from './menu.ts';
import { reasonCodes } from './reasons.ts';
import { Afterwards } from './replacement-settings.ts';
import { AlertPolicy } from './restaurant-settings.ts';
import { orderChannels } from './transitions.ts';
import { Currency, Id, Moment, Money, Point } from './values.ts';
import { OrderVat, OrderVatRate } from './vat.ts';

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
  vat: OrderVatRate.optional().meta({
    description: 'The VAT rate when the order was placed; absent: the restaurant named none',
  }),
  done: ItemDone.optional().meta({
    description: 'When the kitchen finished it, and who; absent while it waits',
  }),
});
export type OrderItem = z.infer<typeof OrderItem>;

const ItemBefore = {
  item: z.string().meta({ description: 'Id of the item that was ordered' }),
  menuItemId: Id,
  category: z.string(),
  name: z.string(),
  from: z.int().meta({ description: 'The quantity before' }),
};
/** A change of an item after the order was placed. */
export const OrderItemChange = z.object({
  ...ItemBefore,
  to: z.int().meta({ description: 'The quantity after; 0: it was taken out or replaced' }),
  replacement: OrderItem.nullable().meta({ description: 'What the customer gets instead' }),
});
export const OrderProposal = z.object({
  ...ItemBefore,
  replacement: OrderItem.meta({ description: 'Never costs more than the item that it replaces' }),
  until: Moment.meta({ description: 'The end of the time to answer' }),
  afterwards: Afterwards,
  totalAmount: Money.meta({ description: 'The total of the order if the customer agrees' }),
});
export type OrderProposal = z.infer<typeof OrderProposal>;
export const OfferTermsOfOrder = z.object({
  kind: z.enum(['percent', 'amount']),
  discountValue: z.int(),
});

export const OrderCourier = z.object({
  id: Id,
  name: z.string(),
  phone: z.string().nullable(),
  assignedAt: Moment,
  arrivedAt: z
    .object({ restaurant: Moment.nullable(), door: Moment.nullable() })
    .meta({ description: 'When the courier reported to be there' }),
});
/** A driver of the restaurant without an account. An order has a courier or a driver, never both. */
export const OrderDriver = z.object({ name: z.string(), namedAt: Moment });
export const OrderPromise = z.object({
  readyAt: Moment.nullable(),
  deliverAt: Moment.nullable(),
  delayedFrom: Moment.nullable().default(null).meta({
    description: 'The courier is late: when the restaurant had promised it at the door; null: as promised',
  }),
});
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
  channel: z.enum(orderChannels).meta({
    description: '`telephone`: staff entered it for a customer on the telephone; the history says who',
  }),
  status: OrderStatus,
  version: z.int(),
  items: z.array(OrderItem),
  subtotal: Money,
  discount: Money,
  deliveryFee: Money,
  tip: Money.meta({ description: 'For the courier; part of the total, never discounted, and no revenue' }),
  totalAmount: Money,
  vat: OrderVat,
  currency: Currency,
  fulfilment: Fulfilment,
  deliveryAddress: DeliveryAddress.nullable(),
  areaCheck: z.enum(['inside', 'unchecked']).nullable().meta({
    description:
      'Whether the address is in the delivery area. `unchecked`: it has no coordinates; null: a pickup, or the restaurant had no area',
  }),
  paymentMethod: PaymentMethod,
  paymentStatus: PaymentStatus,
  offerCode: z.string().nullable(),
  offerTerms: OfferTermsOfOrder.nullable().meta({
    description:
      'What the discount follows from when items change; null: no offer, or stored by an earlier release',
  }),
  refunds: z
    .object({ due: Money, refunded: Money })
    .nullable()
    .meta({ description: 'Of a card payment: what is on its way back, and what was returned' }),
  changes: z
    .array(OrderItemChange.extend({ at: Moment }))
    .meta({ description: 'Items that changed after the order was placed, oldest first' }),
  proposals: z.array(OrderProposal).meta({ description: 'Replacements that the customer has not answered' }),
  note: z.string().nullable(),
  courier: OrderCourier.nullable(),
  driver: OrderDriver.nullable(),
  earnings: Earnings.optional().meta({
    description:
      "What the courier of a delivery earns; only for its courier, the restaurant's staff and operators",
  }),
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
  channel: true,
  subtotal: true,
  discount: true,
  deliveryFee: true,
  tip: true,
  vat: true,
  deliveryAddress: true,
  areaCheck: true,
  paymentMethod: true,
  paymentStatus: true,
  offerCode: true,
  offerTerms: true,
  note: true,
  scheduled: true,
  createdAt: true,
}).extend({
  alertPolicy: AlertPolicy,
  offerTerms: Order.shape.offerTerms.default(null),
  // An event that an earlier release stored has none.
  channel: Order.shape.channel.default('online'),
  tip: Order.shape.tip.default(0),
  areaCheck: Order.shape.areaCheck.default(null),
});
export type NewOrderDetails = z.infer<typeof NewOrderDetails>;

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

const TrackedReplacement = z.object({ name: z.string(), quantity: z.int() });
/** What a tracking link shows to its bearer: no customer name, phone number or price per dish. */
export const TrackedOrder = z.object({
  id: Id,
  number: z.string(),
  restaurantName: z.string(),
  status: OrderStatus,
  fulfilment: Fulfilment,
  items: z.array(z.object({ name: z.string(), quantity: z.int() })),
  changes: z
    .array(
      OrderItemChange.pick({ name: true, from: true, to: true }).extend({
        replacement: TrackedReplacement.nullable(),
      }),
    )
    .meta({ description: 'Items that changed after the order was placed, oldest first' }),
  proposals: z
    .array(
      OrderProposal.pick({
        item: true,
        name: true,
        from: true,
        until: true,
        afterwards: true,
        totalAmount: true,
      }).extend({
        replacement: TrackedReplacement.extend({ id: z.string(), options: z.array(z.string()) }),
      }),
    )
    .meta({
      description: 'Replacements that the customer has not answered; the customer answers with their account',
    }),
  totalAmount: Money,
  currency: Currency,
  promise: OrderPromise.nullable(),
  scheduledFor: Moment.nullable(),
  pickup: Point,
  courier: z
    .object({
      name: z.string(),
      location: Point.nullable(),
      at: Moment.nullable(),
      arrivedAt: Moment.nullable().meta({ description: 'When the courier was at the door' }),
    })
    .nullable(),
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
