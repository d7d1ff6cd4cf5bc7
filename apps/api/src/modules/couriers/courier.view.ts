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

/** Which order of somebody else's they carry is nobody else's business. */
export const seenByStaff = (courier: CourierDoc, connected: boolean, restaurantId: string): Courier => ({
  ...courierView(courier, connected),
  ...(courier.currentOrder?.restaurantId !== restaurantId && { currentOrder: null }),
});
