import type { Point } from '@passline/contracts';
import { type AggregateFields, aggregate } from '@passline/event-log';
import { Schema } from 'mongoose';

/** Told to this courier, and last when. */
export interface JobOffer {
  courierId: string;
  distance: number | null;
  toldAt: Date;
  /** They do not want it, so it is not told to them again. */
  declinedAt?: Date;
}

/** The search for somebody who brings an order; named by the order's id. */
export interface DeliveryDoc extends AggregateFields {
  orderNumber: string;
  restaurantId: string;
  restaurantName: string;
  pickupAddress: string;
  pickup: Point;
  cell: string;
  deliveryAddress: string;
  amount: number;
  currency: string;
  offers: JobOffer[];
  /** Rounds that have gone by without anybody taking it. */
  round: number;
  openedAt: Date;
  /** When the next round is due; absent when the search is over. */
  dueAt?: Date;
  takenBy: string | null;
}

export const DELIVERY = 'Delivery';
const Mixed = Schema.Types.Mixed;

export const DeliverySchema = new Schema(
  {
    _id: String,
    orderNumber: String,
    restaurantId: String,
    restaurantName: String,
    pickupAddress: String,
    pickup: Mixed,
    cell: String,
    deliveryAddress: String,
    amount: Number,
    currency: String,
    offers: [Mixed],
    round: Number,
    openedAt: Date,
    dueAt: Date,
    takenBy: String,
  },
  { collection: 'deliveries' },
);
DeliverySchema.plugin(aggregate);
// Those that are over and were kept long enough.
DeliverySchema.index({ openedAt: 1 });
const searching = { dueAt: { $exists: true } };
// The sweep's next rounds.
DeliverySchema.index({ dueAt: 1 }, { partialFilterExpression: searching });
// Open jobs around a courier.
DeliverySchema.index({ cell: 1, dueAt: 1 }, { partialFilterExpression: searching });
// Open jobs of a restaurant.
DeliverySchema.index({ restaurantId: 1, dueAt: 1 }, { partialFilterExpression: searching });
// Open jobs that a courier has heard of.
DeliverySchema.index({ 'offers.courierId': 1, dueAt: 1 }, { partialFilterExpression: searching });
