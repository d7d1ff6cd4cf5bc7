import type { Payment, PaymentMethod, PaymentStatus } from '@passline/contracts';
import { type AggregateFields, aggregate } from '@passline/event-log';
import { Schema } from 'mongoose';

/** A part of a payment that is returned, because the order costs less than was paid. */
export interface PartialRefund {
  /** Unique in its payment. With its reference it makes the request to the provider idempotent. */
  id: string;
  amount: number;
  status: 'due' | 'refunded';
}

/** One attempt to pay for an order. */
export interface PaymentDoc extends AggregateFields {
  orderId: string;
  restaurantId: string;
  customerId: string;
  amount: number;
  currency: string;
  method: PaymentMethod;
  status: PaymentStatus;
  /** Present while the payment is pending, paid or being refunded. It blocks another attempt, so no order is paid twice. */
  live?: boolean;
  /** The reference at the provider; cash has none. */
  reference?: string;
  /** The provider's token for the customer's card. It is a secret, so views leave it out. */
  token?: string;
  /** The ids of the webhooks that were handled, to ignore repetitions. */
  providerEvents: string[];
  /** Absent while nothing is refunded in part. */
  refunds?: PartialRefund[];
  createdAt: Date;
  updatedAt: Date;
}

export const PAYMENT = 'Payment';

export const PaymentSchema = new Schema<PaymentDoc>(
  {
    _id: String,
    orderId: String,
    restaurantId: String,
    customerId: String,
    amount: Number,
    currency: String,
    method: String,
    status: String,
    live: Boolean,
    reference: String,
    token: String,
    providerEvents: [String],
    refunds: { type: [Schema.Types.Mixed], default: undefined },
    createdAt: Date,
    updatedAt: Date,
  },
  { collection: 'payments' },
);
PaymentSchema.plugin(aggregate);
// Finds the payments of an order, newest first.
PaymentSchema.index({ orderId: 1, _id: -1 });
// Allows one live payment per order.
PaymentSchema.index({ orderId: 1 }, { unique: true, partialFilterExpression: { live: true } });
// Finds the payment of a webhook.
PaymentSchema.index(
  { reference: 1 },
  { unique: true, partialFilterExpression: { reference: { $exists: true } } },
);

export const paymentView = (payment: PaymentDoc): Payment => ({
  id: payment._id,
  orderId: payment.orderId,
  amount: payment.amount,
  currency: payment.currency,
  method: payment.method,
  status: payment.status,
  refunds: (payment.refunds ?? []).map(({ id, amount, status }) => ({ id, amount, status })),
  providerReference: payment.reference ?? null,
  createdAt: payment.createdAt.toISOString(),
  updatedAt: payment.updatedAt.toISOString(),
});
