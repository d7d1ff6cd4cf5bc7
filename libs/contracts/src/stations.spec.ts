import fc from 'fast-check';
import { isMadeAt, stationFaults, stationOf } from './stations.ts';

const pizza = { id: 's1', name: 'Pizza', categories: ['Pizza', 'Calzone'], dishes: ['focaccia'] };
const grill = { id: 's2', name: 'Grill', categories: ['Mains'], dishes: ['grilled-pizza'] };
const stations = [pizza, grill];

test.each([
  ['its category', { menuItemId: 'margherita', category: 'Pizza' }, 's1'],
  [
    'its name, although its category is made elsewhere',
    { menuItemId: 'grilled-pizza', category: 'Pizza' },
    's2',
  ],
  ['its name, without a category', { menuItemId: 'focaccia', category: 'Starters' }, 's1'],
  ['nothing', { menuItemId: 'tiramisu', category: 'Dolci' }, undefined],
])('a dish goes to a station by %s', (_, dish, id) => expect(stationOf(stations, dish)?.id).toBe(id));

test('every dish is made at some station, and at one only unless no station makes it', () =>
  fc.assert(
    fc.property(
      fc.constantFrom('Pizza', 'Mains', 'Dolci', ''),
      fc.constantFrom('focaccia', 'grilled-pizza', 'other'),
      (category, menuItemId) => {
        const dish = { category, menuItemId };
        const makers = stations.filter(({ id }) => isMadeAt(stations, new Set([id]), dish));
        expect(makers.length).toBe(stationOf(stations, dish) ? 1 : stations.length);
      },
    ),
  ));

test('finds what occurs twice', () => {
  expect(stationFaults(stations)).toEqual([]);
  expect(
    stationFaults([
      pizza,
      { ...grill, id: 's1', name: 'PIZZA', categories: ['Mains', 'Calzone'], dishes: ['focaccia'] },
    ]),
  ).toEqual([
    { path: [1, 'name'], fault: 'sameName' },
    { path: [1, 'id'], fault: 'sameId' },
    { path: [1, 'categories', 1], fault: 'sameCategory' },
    { path: [1, 'dishes', 0], fault: 'sameDish' },
  ]);
});
