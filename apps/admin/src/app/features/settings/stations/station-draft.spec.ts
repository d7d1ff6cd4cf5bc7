import {
  type StationDraft,
  draftOf,
  faultsOf,
  firstFault,
  requestOf,
  unassignedOf,
  withChoice,
} from './station-draft.ts';

const oven = { id: 'oven', name: 'Oven', categories: ['Pizza'], dishes: [] };
const bar = { name: 'Bar', categories: [], dishes: ['d1'] };

it('comes back as it was, and asks for the id of a new station', () => {
  const kitchen = { stations: [oven], readyWhenDone: false };
  expect(requestOf(draftOf(kitchen))).toEqual(kitchen);
  expect(requestOf({ stations: [{ ...bar, name: ' Bar ' }], readyWhenDone: true }).stations).toEqual([bar]);
});

it('moves a category from one station to another, and takes it back', () => {
  const moved = withChoice([oven, bar], 1, 'categories', 'Pizza');
  expect(moved.map(({ categories }) => categories)).toEqual([[], ['Pizza']]);
  expect(withChoice(moved, 1, 'categories', 'Pizza').map(({ categories }) => categories)).toEqual([[], []]);
});

const faultIn = (stations: readonly StationDraft[]) => firstFault(faultsOf(stations));

it('wants a name for every station, and each name once', () => {
  expect(faultIn([oven, bar])).toBeUndefined();
  expect(faultIn([oven, { ...bar, name: ' ' }])).toBe('noName');
  expect(faultIn([oven, { ...bar, name: 'oven ' }])).toBe('sameName');
});

it('names the dishes that no station makes', () => {
  const dish = (id: string) => ({ id, name: `Dish ${id}` });
  const menu = {
    restaurantId: 'r',
    currency: 'EUR',
    categories: [
      { name: 'Pizza', items: [dish('d1'), dish('d2')] },
      { name: 'Dolci', items: [dish('d3')] },
    ],
  } as unknown as Parameters<typeof unassignedOf>[1];
  expect(unassignedOf([oven, bar], menu)).toEqual(['Dish d3']);
});
