import { Schema } from 'mongoose';

/** The orders of a restaurant for one time slot. It exists from the first of them on. */
export interface TimeSlotDoc {
  /** `<restaurant>.<milliseconds>` */
  _id: string;
  restaurantId: string;
  at: Date;
  orders: string[];
  /** How many `orders` there are, so that one guarded write counts and takes. */
  count: number;
  /** When a place was taken last; absent once all its orders are known to exist. */
  heldSince?: Date;
  expiresAt: Date;
}

export const TIME_SLOT = 'TimeSlot';

export const TimeSlotSchema = new Schema<TimeSlotDoc>(
  {
    _id: String,
    restaurantId: String,
    at: Date,
    orders: [String],
    count: Number,
    heldSince: Date,
    expiresAt: Date,
  },
  { collection: 'time_slots', versionKey: false },
);
// Lists how full the slots of a day are.
TimeSlotSchema.index({ restaurantId: 1, at: 1 });
// Finds places that were taken for an order that may not exist.
TimeSlotSchema.index({ heldSince: 1 }, { partialFilterExpression: { heldSince: { $exists: true } } });
// Deletes past slots.
TimeSlotSchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
