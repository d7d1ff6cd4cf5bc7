import type { Courier, CourierSearch, Order, Point } from '@passline/contracts';
import { isFinal } from '@passline/contracts/browser';
import type { AnyLiveEvent } from '@passline/realtime-client';
import { metresBetween } from '../map/map-marker.ts';
import { type KnownPosition, type CourierTrack, later } from './courier-tracks.ts';

/** What the server has said of couriers: who is there, and whom it has asked. */
export interface CourierRoster {
  couriers: readonly Courier[];
  searches: readonly CourierSearch[];
}
export const emptyRoster: CourierRoster = { couriers: [], searches: [] };

/** Somebody as the page shows them. */
export interface RosterEntry {
  courier: Courier;
  /** Our orders that they bring. */
  orders: readonly Order[];
  seen: KnownPosition | null;
  /** To the restaurant, in metres. */
  away: number | null;
}

export const withEvents =
  (events: readonly AnyLiveEvent[]) =>
  (crew: CourierRoster): CourierRoster => {
    const said = new Map(
      events.flatMap((it) =>
        it.event === 'delivery:status:update' ? [[it.payload.courierId, it.payload]] : [],
      ),
    );
    if (said.size === 0) return crew;
    return {
      ...crew,
      couriers: crew.couriers.map((courier) => {
        const { status, currentOrder } = said.get(courier.id) ?? courier;
        return { ...courier, status, currentOrder };
      }),
    };
  };

/** What makes a list of couriers wrong in a way that no event puts right by itself. */
export const changesRoster = ({ event }: AnyLiveEvent): boolean =>
  event === 'delivery:status:update' || event === 'order:rider_assigned' || event === 'order:status:update';

/** Confirmed, still in the house, and nobody brings it. */
export const awaitsCourier = ({ status, fulfilment, courier }: Order): boolean =>
  fulfilment === 'delivery' && courier === null && ['confirmed', 'preparing', 'ready'].includes(status);

/** Before the handover it may still be given to somebody else by hand. */
export const canBeReassigned = ({ status, fulfilment }: Order): boolean =>
  fulfilment === 'delivery' && status !== 'pending' && status !== 'out_for_delivery' && !isFinal(status);

/**
 * A courier carries one order at a time. Who is busy without one of ours either brings something for somebody else or
 * only takes nothing by themselves: that is not for us to know, so they can be asked, and the server says no.
 */
export const canTake = ({ orders }: RosterEntry): boolean => orders.length === 0;

/** Who is free first, the nearest of them at the top; then who is on the way. */
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
