import type { OrderState } from '@passline/contracts';
import { aggregate, type AggregateFields } from '@passline/event-log';
import { Schema } from 'mongoose';

/** `entry`: of an order by telephone, whose customer sends no key; unique among all restaurants. */
export type Idempotency = ({ key: string } | { entry: string }) & { body: string };

/** The stored order: the state rebuilt from its facts, and fields that only the store needs. */
export interface OrderDoc extends AggregateFields, OrderState {
  /** Makes placing idempotent: the same key and body return the same order. */
  idempotency?: Idempotency;
  /** For the search of staff. Orders that an earlier release stored get their keys after the start. */
  searchKeys?: string[];
  /** An escalation was published, and its notification is open until the order is answered. */
  escalated?: true;
  /** When the next escalation is due; absent when there is none. */
  alarmAt?: Date;
}

export const ORDER = 'Order';

const Mixed = Schema.Types.Mixed;

// Nested parts are Mixed on purpose: the reducer creates them completely, and they are never updated in part.
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
    tip: Number,
    courierFee: Number,
    totalAmount: Number,
    deliveryFeeVat: Mixed,
    vat: { type: [Mixed], default: undefined },
    currency: String,
    fulfilment: String,
    deliveryAddress: Mixed,
    areaCheck: String,
    paymentMethod: String,
    paymentStatus: String,
    offerCode: String,
    offerTerms: Mixed,
    note: String,
    alertPolicy: Mixed,
    channel: String,
    screens: Number,
    courier: Mixed,
    driver: Mixed,
    promise: Mixed,
    proposals: { type: [Mixed], default: undefined },
    changes: { type: [Mixed], default: undefined },
    refunds: Mixed,
    itemsDone: { type: [Mixed], default: undefined },
    alert: Mixed,
    cancellation: Mixed,
    scheduled: Mixed,
    recalled: Mixed,
    lastStep: Mixed,
    stepKeys: { type: [String], default: undefined },
    reached: Mixed,
    createdAt: Date,
    updatedAt: Date,
    idempotency: { type: Mixed, select: false },
    searchKeys: { type: [String], select: false, default: undefined },
    escalated: Boolean,
    alarmAt: Date,
  },
  { collection: 'orders' },
);
OrderSchema.plugin(aggregate, { history: true });

// Ids are UUIDv7, so they sort by time: newest first is _id descending.
// Lists of a restaurant, with and without a status.
OrderSchema.index({ restaurantId: 1, status: 1, _id: -1 });
OrderSchema.index({ restaurantId: 1, _id: -1 });
// Search of a restaurant, and orders that have no search keys yet.
OrderSchema.index({ searchKeys: 1, restaurantId: 1, _id: -1 });
// Search of operators by number, at all restaurants.
OrderSchema.index({ number: 1, _id: -1 });
// Lists of a customer, and repeated idempotency keys.
OrderSchema.index({ customerId: 1, _id: -1 });
OrderSchema.index(
  { customerId: 1, 'idempotency.key': 1 },
  { unique: true, partialFilterExpression: { 'idempotency.key': { $exists: true } } },
);
// Repeated idempotency keys of orders by telephone.
OrderSchema.index(
  { 'idempotency.entry': 1 },
  { unique: true, partialFilterExpression: { 'idempotency.entry': { $exists: true } } },
);
// Lists of a courier.
OrderSchema.index(
  { 'courier.id': 1, _id: -1 },
  { partialFilterExpression: { 'courier.id': { $exists: true } } },
);
// The alarm sweep.
OrderSchema.index({ alarmAt: 1 }, { partialFilterExpression: { alarmAt: { $exists: true } } });
// Lists of operators by status.
OrderSchema.index({ status: 1, _id: -1 });
// Orders with personal data, oldest first, for the retention sweep.
OrderSchema.index({ createdAt: 1 }, { partialFilterExpression: { customerName: { $gt: '' } } });
// Reports.
OrderSchema.index({ restaurantId: 1, createdAt: 1 });
