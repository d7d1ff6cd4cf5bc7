import type { Courier, CourierSearch, Order, Point } from '@passline/contracts';
import { isFinal } from '@passline/contracts/browser';
import type { AnyLiveEvent } from '@passline/realtime-client';
import { metresBetween } from '@passline/contracts/browser';
import { type KnownPosition, type CourierTrack, later } from '@passline/web/couriers/courier-tracks.ts';

/** Couriers nearby and the searches for couriers, from the server. */
export interface CourierRoster {
  couriers: readonly Courier[];
  searches: readonly CourierSearch[];
}
export const emptyRoster: CourierRoster = { couriers: [], searches: [] };

/** A courier with orders, position and distance. */
export interface RosterEntry {
  courier: Courier;
  /** The restaurant's orders that the courier carries. */
  orders: readonly Order[];
  seen: KnownPosition | null;
  /** Distance to the restaurant in metres. */
  away: number | null;
}

export const withEvents =
  (events: readonly AnyLiveEvent[]) =>
  (crew: CourierRoster): CourierRoster => {
    const changes = new Map(
      events.flatMap((it) =>
        it.event === 'delivery:status:update' ? [[it.payload.courierId, it.payload]] : [],
      ),
    );
    if (changes.size === 0) return crew;
    return {
      ...crew,
      couriers: crew.couriers.map((courier) => {
        const { status, currentOrder, orders } = changes.get(courier.id) ?? courier;
        return { ...courier, status, currentOrder, orders };
      }),
    };
  };

/** Events after which the list must be reloaded. */
export const changesRoster = ({ event }: AnyLiveEvent): boolean =>
  event === 'delivery:status:update' ||
  event === 'order:rider_assigned' ||
  event === 'order:driver_named' ||
  event === 'order:status:update';

/** Before the handover another courier can be assigned. */
export const canBeReassigned = ({ status, fulfilment }: Order): boolean =>
  fulfilment === 'delivery' && status !== 'pending' && status !== 'out_for_delivery' && !isFinal(status);

/**
 * A courier with orders of ours takes further ones while their trip has room. A busy courier without one may carry another
 * restaurant's order; only the server knows, so assigning is allowed and may be rejected.
 */
export const canTake = ({ courier, orders }: RosterEntry): boolean =>
  courier.hasRoom || (orders.length === 0 && courier.orders.length === 0);

/** Available couriers first, nearest first; then those on a delivery. */
export function rosterEntries(
  { couriers }: CourierRoster,
  open: readonly Order[],
  restaurant: Point | undefined,
  trackOf: (orderId: string) => CourierTrack | undefined,
): RosterEntry[] {
  return couriers
    .filter(({ status }) => status !== 'offline')
    .map((courier) => {
      const orders = open.filter((order) => order.courier?.id === courier.id);
      const stored: KnownPosition | null =
        courier.location && courier.locatedAt ? { at: courier.location, seenAt: courier.locatedAt } : null;
      const seen = orders.reduce((so, { id }) => later(so, trackOf(id)?.last ?? null), stored);
      return {
        courier,
        orders,
        seen,
        away: seen && restaurant ? metresBetween(seen.at, restaurant) : null,
      };
    })
    .sort(
      (a, b) =>
        Number(b.courier.status === 'available' && b.orders.length === 0) -
          Number(a.courier.status === 'available' && a.orders.length === 0) ||
        (a.away ?? Infinity) - (b.away ?? Infinity) ||
        a.courier.name.localeCompare(b.courier.name),
    );
}
