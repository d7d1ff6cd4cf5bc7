import type { Courier } from '@passline/contracts';
import type { CourierDoc } from './courier.schema.ts';

export const courierView = (
  { _id, name, phone, status, currentOrder, position }: CourierDoc,
  connected: boolean,
): Courier => ({
  id: _id,
  name,
  phone,
  status,
  connected,
  currentOrder: currentOrder?.id ?? null,
  location: position && { lat: position.lat, lng: position.lng },
  locatedAt: position?.at.toISOString() ?? null,
});

/** Hides the current order if it belongs to another restaurant. */
export const seenByStaff = (courier: CourierDoc, connected: boolean, restaurantId: string): Courier => ({
  ...courierView(courier, connected),
  ...(courier.currentOrder?.restaurantId !== restaurantId && { currentOrder: null }),
});
