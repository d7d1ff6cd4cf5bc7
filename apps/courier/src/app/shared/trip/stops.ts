import type { Order, Point } from '@passline/contracts';
import { metresBetween } from '@passline/contracts/browser';

/** What is next with an order of the trip. `done`: delivered, and not acknowledged yet. */
type Phase = 'pick_up' | 'bring' | 'done';
const phases: readonly Phase[] = ['pick_up', 'bring', 'done'];

export interface Stop {
  order: Order;
  phase: Phase;
  /** From the courier to where the order goes next; null: unknown. */
  metres: number | null;
}

const phaseOf = (stepsMade: number): Phase => (stepsMade < 2 ? 'pick_up' : stepsMade < 4 ? 'bring' : 'done');

/** The orders of a trip in the order of their stops: what waits at the restaurant, then the nearest door, then the most urgent. */
export function stopsOf(
  orders: readonly { order: Order; stepsMade: number }[],
  here: Point | undefined,
  restaurant: Point | undefined,
): Stop[] {
  return orders
    .map(({ order, stepsMade }) => {
      const phase = phaseOf(stepsMade);
      const at = phase === 'pick_up' ? restaurant : doorOf(order);
      return { order, phase, metres: here && at ? metresBetween(here, at) : null };
    })
    .sort(
      (a, b) =>
        phases.indexOf(a.phase) - phases.indexOf(b.phase) ||
        hundreds(a.metres) - hundreds(b.metres) ||
        dueAt(a).localeCompare(dueAt(b)) ||
        a.order.id.localeCompare(b.order.id),
    );
}

export function doorOf({ deliveryAddress }: Pick<Order, 'deliveryAddress'>): Point | undefined {
  const { lat = null, lng = null } = deliveryAddress ?? {};
  return lat !== null && lng !== null ? { lat, lng } : undefined;
}

/** Doors at the same distance must not change places with every position. */
const hundreds = (metres: number | null): number =>
  metres === null ? Number.MAX_SAFE_INTEGER : Math.round(metres / 100);

const dueAt = ({ order: { promise, createdAt }, phase }: Stop): string =>
  (phase === 'pick_up' ? promise?.readyAt : promise?.deliverAt) ?? createdAt;
