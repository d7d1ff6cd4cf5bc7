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
  /** Until it is ended by hand or by its time; only a running offer holds its code. */
  running: boolean;
  /** While nobody has been told of it yet: when it begins. */
  announceAt?: Date;
  /** How many places there are so far, free and taken; see OfferPlaces. No event tells of it. */
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
// An order with a code; and one running offer per code.
OfferSchema.index({ restaurantId: 1, code: 1 }, { unique: true, partialFilterExpression: { running: true } });
// A restaurant's offers, newest first.
OfferSchema.index({ restaurantId: 1, _id: -1 });
// Everybody's offers, newest first.
OfferSchema.index({ running: 1, _id: -1 });
// Those whose time is over.
OfferSchema.index({ running: 1, until: 1 });
// Those that begin.
OfferSchema.index({ announceAt: 1 }, { partialFilterExpression: { announceAt: { $exists: true } } });
