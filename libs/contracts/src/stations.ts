import { repeats } from './repeats.ts';

/** A place in the kitchen, and the dishes that are made there. */
export interface Station {
  id: string;
  name: string;
  categories: readonly string[];
  /** The ids of single dishes. A dish that is named here does not follow its category. */
  dishes: readonly string[];
}

interface Dish {
  menuItemId: string;
  category: string;
}

/** The station of a dish: the one that names it, else the one of its category. Undefined: no station makes it. */
export const stationOf = <S extends Station>(
  stations: readonly S[],
  { menuItemId, category }: Dish,
): S | undefined =>
  stations.find(({ dishes }) => dishes.includes(menuItemId)) ??
  stations.find(({ categories }) => categories.includes(category));

/** A dish of no station is shown at all of them, so that it is not lost until the owner assigns it. */
export const isMadeAt = (stations: readonly Station[], taken: ReadonlySet<string>, dish: Dish): boolean => {
  const station = stationOf(stations, dish);
  return !station || taken.has(station.id);
};

export type StationFault = 'sameName' | 'sameId' | 'sameCategory' | 'sameDish';

/** The first occurrence of a name, id, category or dish counts; each repetition is a fault. */
export function stationFaults(
  stations: readonly (Omit<Station, 'id'> & { id?: string | undefined })[],
): { path: (string | number)[]; fault: StationFault }[] {
  const isRepeated = repeats();
  return stations.flatMap(({ id, name, categories, dishes }, index) => [
    ...(isRepeated(`name ${name.toLocaleLowerCase('en')}`)
      ? [{ path: [index, 'name'], fault: 'sameName' as const }]
      : []),
    ...(id !== undefined && isRepeated(`id ${id}`)
      ? [{ path: [index, 'id'], fault: 'sameId' as const }]
      : []),
    ...categories.flatMap((category, i) =>
      isRepeated(`category ${category}`)
        ? [{ path: [index, 'categories', i], fault: 'sameCategory' as const }]
        : [],
    ),
    ...dishes.flatMap((dish, i) =>
      isRepeated(`dish ${dish}`) ? [{ path: [index, 'dishes', i], fault: 'sameDish' as const }] : [],
    ),
  ]);
}
