import { type CourierFee, type Earnings, metresBetween, type OrderState } from '@passline/contracts';

type Way = Pick<OrderState, 'deliveryAddress' | 'pickup'>;

/** Metres from the restaurant to the door; null: the address has no coordinates. */
export function deliveryDistance({ deliveryAddress, pickup }: Way): number | null {
  const { lat = null, lng = null } = deliveryAddress ?? {};
  return lat === null || lng === null ? null : metresBetween(pickup.location, { lat, lng });
}

export const courierFeeFor = ({ base, perKm }: CourierFee, way: Way): number =>
  base + Math.round((perKm * (deliveryDistance(way) ?? 0)) / 1_000);

export function earningsOf({ courierFee = 0, tip = 0 }: Pick<OrderState, 'courierFee' | 'tip'>): Earnings {
  return { fee: courierFee, tip, total: courierFee + tip };
}

/** What the courier collects at the door. */
export const cashToCollect = ({
  paymentMethod,
  paymentStatus,
  totalAmount,
}: Pick<OrderState, 'paymentMethod' | 'paymentStatus' | 'totalAmount'>): number =>
  paymentMethod === 'cash' && paymentStatus !== 'paid' ? totalAmount : 0;
