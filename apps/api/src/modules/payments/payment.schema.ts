import type { Payment, PaymentMethod, PaymentStatus } from '@passline/contracts';
import { type AggregateFields, aggregate } from '@passline/event-log';
import { Schema } from 'mongoose';

/** One attempt to be paid for an order. */
export interface PaymentDoc extends AggregateFields {
  orderId: string;
  restaurantId: string;
  customerId: string;
  amount: number;
  currency: string;
  method: PaymentMethod;
  status: PaymentStatus;
  /** Present while it stands in the way of another attempt: an order is not paid twice. */
  live?: boolean;
  /** What the provider knows it by; cash has none. */
  reference?: string;
  /** What the customer's card is to the provider. Theirs and the provider's, so reads leave it out. */
  token?: string;
  /** What the provider has told us, each once. */
  providerEvents: string[];
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
    createdAt: Date,
    updatedAt: Date,
  },
  { collection: 'payments' },
);
PaymentSchema.plugin(aggregate);
// What became of an order's payments, the last one first.
PaymentSchema.index({ orderId: 1, _id: -1 });
// At most one that is pending or paid.
PaymentSchema.index({ orderId: 1 }, { unique: true, partialFilterExpression: { live: true } });
// What a webhook speaks of.
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
  providerReference: payment.reference ?? null,
  createdAt: payment.createdAt.toISOString(),
  updatedAt: payment.updatedAt.toISOString(),
});
