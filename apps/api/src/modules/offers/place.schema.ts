import { Schema } from 'mongoose';

/** One use that an offer has to give: free, or taken by one order. */
export interface PlaceDoc {
  /** `<offer>.<n>` */
  _id: string;
  offerId: string;
  n: number;
  free?: boolean;
  orderId?: string;
  customerId?: string;
  /** Which of the customer's uses this is, where these are limited. */
  turn?: number;
  code?: string;
  discount?: number;
  takenAt?: Date;
  /** Since when it waits for its order to exist; absent once that is known. */
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
// The next free place; how many are free.
PlaceSchema.index({ offerId: 1, n: 1 }, { partialFilterExpression: { free: true } });
// One place per order, however often it is asked for.
PlaceSchema.index({ orderId: 1 }, { unique: true, partialFilterExpression: { orderId: { $exists: true } } });
// A customer's uses of an offer; two orders at the same moment cannot both be the same one of them.
PlaceSchema.index(
  { offerId: 1, customerId: 1, turn: 1 },
  { unique: true, partialFilterExpression: { turn: { $exists: true } } },
);
// Places that were taken for an order which may never have come to be.
PlaceSchema.index({ heldSince: 1 }, { partialFilterExpression: { heldSince: { $exists: true } } });
