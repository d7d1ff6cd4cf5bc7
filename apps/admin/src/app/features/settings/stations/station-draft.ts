import type { KitchenSettings, Menu } from '@passline/contracts';
import { stationFaults, stationOf } from '@passline/contracts/browser';

export interface StationDraft {
  /** Missing until the server gives one. */
  id?: string;
  name: string;
  categories: readonly string[];
  dishes: readonly string[];
}

export interface KitchenDraft {
  stations: readonly StationDraft[];
  readyWhenDone: boolean;
}

export const draftOf = ({ stations, readyWhenDone }: KitchenSettings): KitchenDraft => ({
  stations: stations.map(({ id, name, categories, dishes }) => ({ id, name, categories, dishes })),
  readyWhenDone,
});

export const requestOf = ({ stations, readyWhenDone }: KitchenDraft) => ({
  readyWhenDone,
  stations: stations.map(({ categories, dishes, ...station }) => ({
    ...station,
    name: station.name.trim(),
    categories: [...categories],
    dishes: [...dishes],
  })),
});

/** Chosen at one station, a category or a dish leaves the station that had it. */
export function withChoice(
  stations: readonly StationDraft[],
  at: number,
  kind: 'categories' | 'dishes',
  value: string,
): StationDraft[] {
  const had = stations[at]?.[kind].includes(value);
  return stations.map((station, index) => {
    const others = station[kind].filter((it) => it !== value);
    return { ...station, [kind]: index === at && !had ? [...others, value] : others };
  });
}

export type StationFaults = ReadonlyMap<number, 'noName' | 'sameName'>;

/** What is wrong with the names, by the place of the station. */
export function faultsOf(stations: readonly StationDraft[]): StationFaults {
  const named = stations.map((station) => ({ ...station, name: station.name.trim() }));
  const repeated = stationFaults(named).flatMap(({ path: [at], fault }) =>
    fault === 'sameName' ? [[Number(at), 'sameName'] as const] : [],
  );
  const nameless = named.flatMap(({ name }, at) => (name === '' ? [[at, 'noName'] as const] : []));
  return new Map([...repeated, ...nameless]);
}

/** A missing name comes first. */
export function firstFault(faults: StationFaults): 'noName' | 'sameName' | undefined {
  const all = [...faults.values()];
  return all.includes('noName') ? 'noName' : all[0];
}

/** The dishes that no station makes. */
export function unassignedOf(stations: readonly StationDraft[], menu: Menu): string[] {
  const all = stations.map((station, index) => ({ ...station, id: String(index) }));
  return menu.categories.flatMap(({ name: category, items }) =>
    items.flatMap(({ id, name }) => (stationOf(all, { menuItemId: id, category }) ? [] : [name])),
  );
}
