import type { Earnings, OrderState, Point } from '@passline/contracts';
import { type AggregateFields, aggregate } from '@passline/event-log';
import { Schema } from 'mongoose';

/** The job was offered to this courier; `toldAt` is the last time. */
export interface JobOffer {
  courierId: string;
  distance: number | null;
  toldAt: Date;
  /** The courier declined, so the job is not offered to them again. */
  declinedAt?: Date;
}

/** The search for a courier for one order. Its id is the order's id. */
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
  /** Metres to the door. Like the terms below, absent in deliveries that an earlier release stored. */
  deliveryDistance?: number | null;
  earnings?: Earnings;
  /** The amount is collected at the door. */
  isCash?: boolean;
  promise?: OrderState['promise'];
  offers: JobOffer[];
  /** The number of rounds in which no courier accepted. */
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
    deliveryDistance: Number,
    earnings: Mixed,
    isCash: Boolean,
    promise: Mixed,
    offers: [Mixed],
    round: Number,
    openedAt: Date,
    dueAt: Date,
    takenBy: String,
  },
  { collection: 'deliveries' },
);
DeliverySchema.plugin(aggregate);
// Finds deliveries whose retention period is over.
DeliverySchema.index({ openedAt: 1 });
const searching = { dueAt: { $exists: true } };
// Finds searches whose next round is due.
DeliverySchema.index({ dueAt: 1 }, { partialFilterExpression: searching });
// Finds open jobs near a courier.
DeliverySchema.index({ cell: 1, dueAt: 1 }, { partialFilterExpression: searching });
// Finds open jobs of a restaurant.
DeliverySchema.index({ restaurantId: 1, dueAt: 1 }, { partialFilterExpression: searching });
// Finds open jobs that were offered to a courier.
DeliverySchema.index({ 'offers.courierId': 1, dueAt: 1 }, { partialFilterExpression: searching });
