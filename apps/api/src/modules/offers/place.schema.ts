import { Schema } from 'mongoose';

/** One use of an offer: free, or taken by one order. */
export interface PlaceDoc {
  /** `<offer>.<n>` */
  _id: string;
  offerId: string;
  n: number;
  free?: boolean;
  orderId?: string;
  customerId?: string;
  /** The number of this use among the customer's uses; only with a limit per customer. */
  turn?: number;
  code?: string;
  discount?: number;
  takenAt?: Date;
  /** When the place was taken; absent once its order is known to exist. */
  heldSince?: Date;
}

export const OFFER_PLACE = 'OfferPlace';

export const PlaceSchema = new Schema<PlaceDoc>(
  {
    _id: String,
    offerId: String,
    n: Number,
    free: Boolean,
    orderId: String,
    customerId: String,
    turn: Number,
    code: String,
    discount: Number,
    takenAt: Date,
    heldSince: Date,
  },
  { collection: 'offer_places', versionKey: false },
);
// Finds and counts free places.
PlaceSchema.index({ offerId: 1, n: 1 }, { partialFilterExpression: { free: true } });
// Allows one place per order, so that taking a place is idempotent.
PlaceSchema.index({ orderId: 1 }, { unique: true, partialFilterExpression: { orderId: { $exists: true } } });
// Allows each turn of a customer once, also for parallel orders.
PlaceSchema.index(
  { offerId: 1, customerId: 1, turn: 1 },
  { unique: true, partialFilterExpression: { turn: { $exists: true } } },
);
// Finds places that were taken for an order that may not exist.
PlaceSchema.index({ heldSince: 1 }, { partialFilterExpression: { heldSince: { $exists: true } } });
