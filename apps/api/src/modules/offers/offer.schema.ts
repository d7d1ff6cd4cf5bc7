import type { Offer } from '@passline/contracts';
import { type AggregateFields, aggregate } from '@passline/event-log';
import { Schema } from 'mongoose';

export interface OfferDoc extends AggregateFields {
  restaurantId: string;
  code: string;
  description: string;
  kind: Offer['kind'];
  discountValue: number;
  minimumOrder: number;
  from: Date;
  until: Date | null;
  maxUses: number | null;
  maxUsesPerCustomer: number | null;
  /** False once staff or the time has ended it. Only a running offer occupies its code. */
  running: boolean;
  /** When to publish the offer, which is when it begins. Absent once it is published. */
  announceAt?: Date;
  /** The number of slots created so far, free and taken; see OfferRedemptions. It changes without events. */
  places: number;
  createdAt: Date;
}

export const OFFER = 'Offer';

export const OfferSchema = new Schema<OfferDoc>(
  {
    _id: String,
    restaurantId: String,
    code: String,
    description: String,
    kind: String,
    discountValue: Number,
    minimumOrder: Number,
    from: Date,
    until: Date,
    maxUses: Number,
    maxUsesPerCustomer: Number,
    running: Boolean,
    announceAt: Date,
    places: Number,
    createdAt: Date,
  },
  { collection: 'offers' },
);
OfferSchema.plugin(aggregate);
// Finds the offer of a code, and allows one running offer per code.
OfferSchema.index({ restaurantId: 1, code: 1 }, { unique: true, partialFilterExpression: { running: true } });
// Lists a restaurant's offers, newest first.
OfferSchema.index({ restaurantId: 1, _id: -1 });
// Lists the offers of all restaurants, newest first.
OfferSchema.index({ running: 1, _id: -1 });
// Finds offers that have ended.
OfferSchema.index({ running: 1, until: 1 });
// Finds offers that begin.
OfferSchema.index({ announceAt: 1 }, { partialFilterExpression: { announceAt: { $exists: true } } });
