import type { Order, OrderItem } from '@passline/contracts';
import { type Station, isMadeAt, stationOf } from '@passline/contracts/browser';
import { isRinging } from '../../../shared/alarm/ringing.ts';

interface StationProgress {
  name: string;
  done: number;
  all: number;
}

/** Orders whose items can be marked as done. */
export const isCooked = ({ status }: Pick<Order, 'status'>): boolean =>
  status === 'confirmed' || status === 'preparing';

/** The items that these stations make; all of them when none is taken. */
export const itemsAt = (
  { items }: Pick<Order, 'items'>,
  stations: readonly Station[],
  taken: ReadonlySet<string>,
): OrderItem[] => items.filter((item) => taken.size === 0 || isMadeAt(stations, taken, item));

/** How far each station is with an order, for stations that make any of it. */
export const progressOf = (
  { items }: Pick<Order, 'items'>,
  stations: readonly Station[],
): StationProgress[] =>
  stations.flatMap(({ id, name }) => {
    const own = items.filter((item) => stationOf(stations, item)?.id === id);
    return own.length > 0 ? [{ name, done: own.filter(({ done }) => done).length, all: own.length }] : [];
  });

/** A station shows an order until its own items are done. Whatever rings is shown everywhere. */
export function isShownAt(order: Order, stations: readonly Station[], taken: ReadonlySet<string>): boolean {
  if (taken.size === 0 || isRinging(order)) return true;
  if (order.status !== 'pending' && !isCooked(order)) return false;
  return itemsAt(order, stations, taken).some(({ done }) => !done);
}

interface StationLoad {
  name: string;
  /** Items that are not done, by quantity. */
  waiting: number;
  /** Late orders that wait for this station. */
  late: number;
}

/** What each station has to do. */
export const loadsOf = (
  orders: readonly Order[],
  stations: readonly Station[],
  isLate: (order: Order) => boolean,
): StationLoad[] =>
  stations.map(({ id, name }) => {
    const load = { name, waiting: 0, late: 0 };
    for (const order of orders) {
      if (!isCooked(order)) continue;
      const waiting = order.items.filter((item) => !item.done && stationOf(stations, item)?.id === id);
      load.waiting += waiting.reduce((sum, { quantity }) => sum + quantity, 0);
      if (waiting.length > 0 && isLate(order)) load.late += 1;
    }
    return load;
  });
