import { type KitchenStation, type OrderItem, isMadeAt, stationOf } from '@passline/contracts';

/** What a printer of a station prints of an order. */
export interface StationSlip {
  name: string;
  items: OrderItem[];
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
    items: items.filter((item) => isMadeAt(stations, taken, item)),
    alsoAt: [...new Set(others)].filter((name) => name !== station.name),
  };
}
