import {
  type ItemChange,
  type KitchenStation,
  type OrderItem,
  isMadeAt,
  stationOf,
} from '@passline/contracts';

/** What a printer of a station prints of an order. */
export interface StationSlip {
  name: string;
  items: OrderItem[];
  /** Whether a change is about what the station makes, or makes instead. */
  concerns: (change: ItemChange) => boolean;
  /** The names of the other stations that make a part of the order. */
  alsoAt: string[];
}

/** Null: the printer prints whole orders, also when its station was removed, so that no dish is lost. */
export function stationSlip(
  stations: readonly KitchenStation[],
  stationId: string | null,
  items: readonly OrderItem[],
): StationSlip | null {
  const station = stations.find(({ id }) => id === stationId);
  if (!station) return null;
  const taken = new Set([station.id]);
  const others = items.flatMap((item) => stationOf(stations, item)?.name ?? []);
  return {
    name: station.name,
    concerns: (change) => concernsStation(stations, station.id, change),
    items: items.filter((item) => isMadeAt(stations, taken, item)),
    alsoAt: [...new Set(others)].filter((name) => name !== station.name),
  };
}

/** A station that was removed prints whole orders. */
export function concernsStation(
  stations: readonly KitchenStation[],
  stationId: string,
  change: ItemChange,
): boolean {
  if (!stations.some(({ id }) => id === stationId)) return true;
  const taken = new Set([stationId]);
  return [change, change.replacement].some((dish) => dish && isMadeAt(stations, taken, dish));
}
