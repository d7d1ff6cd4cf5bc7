import type { OrderState } from '@passline/contracts';
import { aggregate, type AggregateFields } from '@passline/event-log';
import { Schema } from 'mongoose';

/** The order as it is kept: what its facts rebuild, and beside it what only the store needs. */
export interface OrderDoc extends AggregateFields, OrderState {
  /** Makes placing repeatable: the same key and body is the same order. */
  idempotency?: { key: string; body: string };
  /** Staff find the order by these; orders of earlier versions get theirs after the start. */
  searchKeys?: string[];
  /** When the next rung of the alarm ladder is due; absent when none is. */
  alarmAt?: Date;
}

export const ORDER = 'Order';

const Mixed = Schema.Types.Mixed;

// Nested parts are Mixed on purpose: they come from the reducer, typed and whole, and are never written in part.
export const OrderSchema = new Schema(
  {
    _id: String,
    number: String,
    restaurantId: String,
    restaurantName: String,
    pickup: Mixed,
    timeZone: String,
    customerId: String,
    customerName: String,
    customerPhone: String,
    status: String,
    decidedVersion: Number,
    items: [Mixed],
    subtotal: Number,
    discount: Number,
    deliveryFee: Number,
    totalAmount: Number,
    currency: String,
    fulfilment: String,
    deliveryAddress: Mixed,
    paymentMethod: String,
    paymentStatus: String,
    offerCode: String,
    note: String,
    alertPolicy: Mixed,
    screens: Number,
    courier: Mixed,
    promise: Mixed,
    alert: Mixed,
    cancellation: Mixed,
    lastStep: Mixed,
    reached: Mixed,
    createdAt: Date,
    updatedAt: Date,
    idempotency: { type: Mixed, select: false },
    searchKeys: { type: [String], select: false, default: undefined },
    alarmAt: Date,
  },
  { collection: 'orders' },
);
OrderSchema.plugin(aggregate, { history: true });

// Ids are UUIDv7, so they sort by time: newest first is _id descending.
// A restaurant's lists, with and without a state.
OrderSchema.index({ restaurantId: 1, status: 1, _id: -1 });
OrderSchema.index({ restaurantId: 1, _id: -1 });
// A restaurant's search; and the orders that have no search keys yet.
OrderSchema.index({ searchKeys: 1, restaurantId: 1, _id: -1 });
// A customer's own orders; and the same key again.
OrderSchema.index({ customerId: 1, _id: -1 });
OrderSchema.index(
  { customerId: 1, 'idempotency.key': 1 },
  { unique: true, partialFilterExpression: { 'idempotency.key': { $exists: true } } },
);
// A courier's deliveries.
OrderSchema.index(
  { 'courier.id': 1, _id: -1 },
  { partialFilterExpression: { 'courier.id': { $exists: true } } },
);
// The alarm sweep.
OrderSchema.index({ alarmAt: 1 }, { partialFilterExpression: { alarmAt: { $exists: true } } });
// Operators' lists by state.
OrderSchema.index({ status: 1, _id: -1 });
// Those that still name people, oldest first: what was kept long enough.
OrderSchema.index({ createdAt: 1 }, { partialFilterExpression: { customerName: { $gt: '' } } });
// Reports.
OrderSchema.index({ restaurantId: 1, createdAt: 1 });
