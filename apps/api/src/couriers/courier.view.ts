import type { Courier } from '@passline/contracts';
import type { CourierDoc } from './courier.schema.ts';

export const courierView = ({ _id, name, phone, status, currentOrder, position }: CourierDoc): Courier => ({
  id: _id,
  name,
  phone,
  status,
  currentOrder: currentOrder?.id ?? null,
  location: position && { lat: position.lat, lng: position.lng },
  locatedAt: position?.at.toISOString() ?? null,
});

/** Which order of somebody else's they carry is nobody else's business. */
export const seenByStaff = (courier: CourierDoc, restaurantId: string): Courier => ({
  ...courierView(courier),
  ...(courier.currentOrder?.restaurantId !== restaurantId && { currentOrder: null }),
});
