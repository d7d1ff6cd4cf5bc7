import type { Courier } from '@passline/contracts';
import type { CourierDoc } from './courier.schema.ts';
import { ordersOf } from './trip.ts';

type Shown = Pick<
  CourierDoc,
  '_id' | 'name' | 'phone' | 'status' | 'currentOrder' | 'furtherOrders' | 'position'
>;

export const courierView = (
  { _id, name, phone, status, currentOrder, furtherOrders, position }: Shown,
  connected: boolean,
  hasRoom: boolean,
): Courier => ({
  id: _id,
  name,
  phone,
  status,
  connected,
  currentOrder: currentOrder?.id ?? null,
  orders: ordersOf({ currentOrder, furtherOrders }),
  hasRoom,
  location: position && { lat: position.lat, lng: position.lng },
  locatedAt: position?.at.toISOString() ?? null,
});

/** Hides the orders, and the room on the trip, if they belong to another restaurant. */
export function seenByStaff(
  courier: CourierDoc,
  connected: boolean,
  hasRoom: boolean,
  restaurantId: string,
): Courier {
  const { currentOrder } = courier;
  return !currentOrder || currentOrder.restaurantId === restaurantId
    ? courierView(courier, connected, hasRoom)
    : courierView({ ...courier, currentOrder: null, furtherOrders: [] }, connected, false);
}
