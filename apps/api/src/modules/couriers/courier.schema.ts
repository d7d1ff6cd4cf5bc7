import type { CourierStatus, Point } from '@passline/contracts';
import { type AggregateFields, aggregate } from '@passline/event-log';
import { Schema } from 'mongoose';

export interface CourierDoc extends AggregateFields {
  name: string;
  phone: string | null;
  /** The status that the courier set. It applies again when the current order is done. */
  duty: CourierStatus;
  /** The effective status: `busy` while the courier carries an order, otherwise `duty`. */
  status: CourierStatus;
  currentOrder: { id: string; restaurantId: string } | null;
  /** The other orders of the trip, all of the same restaurant. */
  furtherOrders?: string[] | undefined;
  /** Set while an order is being assigned, so that no other order gets this courier. */
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
    furtherOrders: { type: [String], default: undefined },
    reservation: Mixed,
    position: Mixed,
    cell: String,
  },
  { collection: 'couriers' },
);
CourierSchema.plugin(aggregate);
// Finds available couriers near a restaurant.
CourierSchema.index({ status: 1, cell: 1 });
// Finds couriers who carry a restaurant's orders.
CourierSchema.index(
  { 'currentOrder.restaurantId': 1 },
  { partialFilterExpression: { 'currentOrder.restaurantId': { $exists: true } } },
);
// Finds positions whose retention period is over.
CourierSchema.index({ 'position.at': 1 }, { partialFilterExpression: { 'position.at': { $exists: true } } });
// Finds stale reservations after a crash.
CourierSchema.index(
  { 'reservation.at': 1 },
  { partialFilterExpression: { 'reservation.at': { $exists: true } } },
);
