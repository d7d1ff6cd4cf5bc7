import type { CourierStatus, Point } from '@passline/contracts';
import { type AggregateFields, aggregate } from '@passline/event-log';
import { Schema } from 'mongoose';

export interface CourierDoc extends AggregateFields {
  name: string;
  phone: string | null;
  /** What they said last; they return to it when an order is done. */
  duty: CourierStatus;
  /** What they are: while an order is carried, busy. */
  status: CourierStatus;
  currentOrder: { id: string; restaurantId: string } | null;
  /** Kept free for this order while it is being given to them; never for longer than a moment. */
  reservation?: { orderId: string; at: Date };
  position: (Point & { at: Date }) | null;
  /** The H3 cell of the position. */
  cell: string;
}

export const COURIER = 'Courier';
const Mixed = Schema.Types.Mixed;

export const CourierSchema = new Schema(
  {
    _id: String,
    name: String,
    phone: String,
    duty: String,
    status: String,
    currentOrder: Mixed,
    reservation: Mixed,
    position: Mixed,
    cell: String,
  },
  { collection: 'couriers' },
);
CourierSchema.plugin(aggregate);
// Who is near and takes jobs.
CourierSchema.index({ status: 1, cell: 1 });
// Who carries a restaurant's orders.
CourierSchema.index(
  { 'currentOrder.restaurantId': 1 },
  { partialFilterExpression: { 'currentOrder.restaurantId': { $exists: true } } },
);
// Positions that were kept long enough.
CourierSchema.index({ 'position.at': 1 }, { partialFilterExpression: { 'position.at': { $exists: true } } });
// Reservations that a crash has left behind.
CourierSchema.index(
  { 'reservation.at': 1 },
  { partialFilterExpression: { 'reservation.at': { $exists: true } } },
);
