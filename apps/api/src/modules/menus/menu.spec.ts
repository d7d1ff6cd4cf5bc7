import {
  type Dish,
  add,
  arrange,
  bringBack,
  change,
  itemView,
  menuView,
  nextBack,
  removeSeveral,
  setAvailability,
} from './menu.ts';

const now = new Date('2026-03-01T17:00:00Z');
const later = new Date('2026-03-01T18:00:00Z');
const dish = (id: string, more: Partial<Dish> = {}): Dish => ({
  id,
  name: id,
  description: '',
  category: 'Mains',
  price: 900,
  options: [],
  soldOutUntil: null,
  ...more,
});
const set = (dishes: Dish[], wanted: Parameters<typeof setAvailability>[3]) =>
  setAvailability('r1', dishes, 'a', wanted, now, 'Europe/Berlin');

test('what is sold out comes back at its end, written or not', () => {
  const { dish: gone, dishes } = set([dish('a'), dish('b')], {
    available: false,
    until: later.toISOString(),
  });
  expect(itemView('r1', gone, now)).toMatchObject({ available: false, until: later.toISOString() });
  expect(itemView('r1', gone, later)).toMatchObject({ available: true, until: null });
  expect(nextBack(dishes)).toEqual(later);
});

test('bringing back tells of each dish once, and leaves the others gone', () => {
  const dishes = [dish('a', { soldOutUntil: now }), dish('b', { soldOutUntil: later }), dish('c')];
  const back = bringBack('r1', dishes, now);
  expect(back.events).toEqual([
    {
      type: 'menu.item_availability_changed',
      data: { restaurantId: 'r1', itemId: 'a', name: 'a', available: true, until: null },
    },
  ]);
  expect(nextBack(back.dishes)).toEqual(later);
  expect(bringBack('r1', back.dishes, now).events).toEqual([]);
});

test('to say what already is changes nothing', () => {
  expect(set([dish('a')], { available: true }).events).toEqual([]);
  const gone = set([dish('a')], { available: false });
  expect(set(gone.dishes, { available: false }).events).toEqual([]);
});

test('categories come in the order of the menu', () => {
  const dishes = [
    dish('a', { category: 'Pizza' }),
    dish('b', { category: 'Drinks' }),
    dish('c', { category: 'Pizza' }),
  ];
  expect(
    menuView('r1', 'EUR', dishes, now).categories.map(({ name, items }) => [name, items.length]),
  ).toEqual([
    ['Pizza', 2],
    ['Drinks', 1],
  ]);
});

test('a menu has an end', () => {
  const full = Array.from({ length: 300 }, (_, i) => dish(String(i)));
  const wanted = { name: 'x', description: '', category: 'x', price: 1, options: [] };
  expect(() => add('r1', full, wanted)).toThrow('at most 300');
});

test('a choice that keeps its name keeps its id, one that is new gets one', () => {
  const options = [{ name: 'Size', min: 1, max: 1, choices: [{ name: 'S', price: 0 }] }];
  const before = add('r1', [], { name: 'x', description: '', category: 'x', price: 1, options });
  const choices = [
    { name: 'L', price: 100 },
    { name: 'S', price: 0 },
  ];
  const after = change('r1', before.dishes, before.dish.id, { options: [{ ...options[0]!, choices }] });
  const [old] = before.dish.options;
  const [changed] = after.dish.options;
  expect(changed!.id).toBe(old!.id);
  expect(changed!.choices[1]!.id).toBe(old!.choices[0]!.id);
  expect(changed!.choices[0]!.id).not.toBe(old!.choices[0]!.id);
});

describe('an arrangement', () => {
  const dishes = [dish('a', { category: 'Pizza' }), dish('b', { category: 'Pizza' }), dish('c')];

  test('orders, moves and renames in one, and touches only what it moves', () => {
    const { dishes: arranged, events } = arrange('r1', dishes, {
      categories: [
        { name: 'Starters', items: ['c'] },
        { name: 'Pizza', items: ['b', 'a'] },
      ],
    });
    expect(arranged.map(({ id, category, version }) => [id, category, version])).toEqual([
      ['c', 'Starters', 2],
      ['b', 'Pizza', undefined],
      ['a', 'Pizza', undefined],
    ]);
    expect(events).toEqual([{ type: 'menu.arranged', data: { restaurantId: 'r1' } }]);
  });

  test('that says what already is changes nothing', () => {
    const as = [
      { name: 'Pizza', items: ['a', 'b'] },
      { name: 'Mains', items: ['c'] },
    ];
    expect(arrange('r1', dishes, { categories: as }).events).toEqual([]);
  });

  test.each([
    ['leaves a dish out', ['a', 'b']],
    ['names one that is gone', ['a', 'b', 'c', 'd']],
    ['swaps one for another', ['a', 'b', 'd']],
  ])('that %s is refused: nothing is lost by it', (_, items) => {
    expect(() => arrange('r1', dishes, { categories: [{ name: 'All', items }] })).toThrow('read it again');
  });
});

test('of several dishes those that are there are taken off, the others are gone already', () => {
  const { dishes, events } = removeSeveral('r1', [dish('a'), dish('b')], ['b', 'x']);
  expect(dishes.map(({ id }) => id)).toEqual(['a']);
  expect(events).toHaveLength(1);
});

test('who changes what somebody else has changed meanwhile is told; sold out is no such change', () => {
  const first = change('r1', [dish('a')], 'a', { price: 950, expectedVersion: 1 });
  const gone = set(first.dishes, { available: false });
  expect(change('r1', gone.dishes, 'a', { price: 980, expectedVersion: 2 }).dish.version).toBe(3);
  expect(() => change('r1', first.dishes, 'a', { price: 1, expectedVersion: 1 })).toThrow('version 2');
});
