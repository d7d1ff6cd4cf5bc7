import type { OfferTerms } from '@passline/contracts';
import { Schema } from 'mongoose';

/** One use of an offer: free, or taken by one order. */
export interface OfferRedemptionDoc {
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
  terms?: OfferTerms;
  takenAt?: Date;
  /** When the slot was taken; absent once its order is known to exist. */
  heldSince?: Date;
}

export const OFFER_REDEMPTION = 'OfferRedemption';

export const OfferRedemptionSchema = new Schema<OfferRedemptionDoc>(
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
    terms: Schema.Types.Mixed,
    takenAt: Date,
    heldSince: Date,
  },
  { collection: 'offer_places', versionKey: false },
);
// Finds and counts free slots.
OfferRedemptionSchema.index({ offerId: 1, n: 1 }, { partialFilterExpression: { free: true } });
// Allows one slot per order, so that taking a slot is idempotent.
OfferRedemptionSchema.index(
  { orderId: 1 },
  { unique: true, partialFilterExpression: { orderId: { $exists: true } } },
);
// Allows each turn of a customer once, also for parallel orders.
OfferRedemptionSchema.index(
  { offerId: 1, customerId: 1, turn: 1 },
  { unique: true, partialFilterExpression: { turn: { $exists: true } } },
);
// Finds slots that were taken for an order that may not exist.
OfferRedemptionSchema.index({ heldSince: 1 }, { partialFilterExpression: { heldSince: { $exists: true } } });
