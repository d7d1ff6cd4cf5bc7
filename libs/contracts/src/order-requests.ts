import { z } from 'zod';
import { Fulfilment, OrderStatus } from './enums.ts';
import { arrivalPlaces } from './order-facts.ts';
import { cancelReasonCodes, recallReasonCodes } from './reasons.ts';
import { Id, Line, Moment, Money, Name, Phone, Text } from './values.ts';
import { PaymentMethod } from './orders.ts';

/** A typing error must not cost a fortune. */
const Tip = Money.max(1_000_000).meta({
  description:
    'For the courier, in minor units; only for a delivery. It is part of the total and never discounted',
});

export const Basket = z.strictObject({
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
  offerCode: Line(40).toUpperCase().min(2).optional(),
  tip: Tip.optional(),
  scheduledFor: Moment.optional().meta({
    description:
      'The begin of a free slot (listSlots), for an order for later; without it: as soon as possible',
  }),
});
type Basket = z.infer<typeof Basket>;

export const tipsCourier = ({ fulfilment, tip }: Basket) => fulfilment === 'delivery' || !tip;
export const tipsCourierProblem = {
  path: ['tip'],
  message: 'is for the courier, so it is allowed only for a delivery',
};

export const hasAddress = ({ fulfilment, deliveryAddress }: Basket) =>
  fulfilment === 'pickup' || deliveryAddress !== undefined;
export const hasAddressProblem = { path: ['deliveryAddress'], message: 'is required for a delivery' };

export const CreateOrderRequest = Basket.extend({
  restaurantId: Id,
  phone: Phone.optional().meta({
    description:
      "For questions about this order, shown to the restaurant's staff and to the courier on the way while it is open. Absent: the number of the account, if it has one",
  }),
  paymentMethod: PaymentMethod,
  note: Text(500).optional(),
})
  .refine(hasAddress, hasAddressProblem)
  .refine(tipsCourier, tipsCourierProblem);
export type CreateOrderRequest = z.infer<typeof CreateOrderRequest>;

/** A basket before it is ordered: the address and the way to pay may be missing still. */
export const QuoteRequest = Basket.extend({ paymentMethod: PaymentMethod.optional() }).refine(
  tipsCourier,
  tipsCourierProblem,
);
export type QuoteRequest = z.infer<typeof QuoteRequest>;

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
export const ChangeQuantityRequest = z.strictObject({
  quantity: z.int().min(0).max(98).meta({ description: 'Less than now; 0 takes the item out' }),
  expectedVersion: ExpectedVersion,
});
export const ProposeReplacementRequest = z.strictObject({
  menuItemId: Id,
  options: z.array(Id).max(20).optional(),
  quantity: z
    .int()
    .min(1)
    .max(99)
    .optional()
    .meta({ description: 'At most that of the item; absent: the same' }),
  expectedVersion: ExpectedVersion,
});
export const replacementAnswers = ['agree', 'remove', 'cancel'] as const;
export const AnswerReplacementRequest = z.strictObject({
  replacement: Line(64).min(1).meta({ description: 'Id of the proposed replacement' }),
  answer: z.enum(replacementAnswers).meta({
    description: 'Take the replacement, take the item out, or cancel the order',
  }),
});
export const ReportArrivalRequest = z.strictObject({ place: z.enum(arrivalPlaces) });
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
