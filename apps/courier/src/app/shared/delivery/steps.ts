import type { Order } from '@passline/contracts';

/** What a courier reports on the way, in this order. */
export const steps = ['at_restaurant', 'picked_up', 'at_door', 'delivered'] as const;
export type StepName = (typeof steps)[number];

/** A step that was pressed and is not acknowledged yet. */
export interface KeptStep {
  /** The idempotency key: the server makes the step once, however often it is sent. */
  key: string;
  userId: string;
  orderId: string;
  step: StepName;
  at: string;
}

/** How many steps the server knows. */
function stepsKnown({ status, courier }: Pick<Order, 'status' | 'courier'>): number {
  if (status === 'delivered') return 4;
  if (status === 'out_for_delivery') return courier?.arrivedAt.door ? 3 : 2;
  return courier?.arrivedAt.restaurant ? 1 : 0;
}

/** How many steps are made, with those that wait on this device. */
export function stepsMade(
  order: Pick<Order, 'id' | 'status' | 'courier'>,
  kept: readonly KeptStep[],
): number {
  const waiting = kept
    .filter(({ orderId }) => orderId === order.id)
    .map(({ step }) => steps.indexOf(step) + 1);
  return Math.max(stepsKnown(order), ...waiting);
}

/** The kitchen decides when an order can be picked up. */
export const isInKitchen = ({ status }: Pick<Order, 'status'>): boolean => status === 'confirmed';

export const cashOf = ({ paymentMethod, paymentStatus, totalAmount }: Order): number =>
  paymentMethod === 'cash' && paymentStatus !== 'paid' ? totalAmount : 0;
