import { type Dish, add, arrange, change, removeSeveral } from './menu.ts';
import { itemView, menuView } from './menu.view.ts';
import { bringBack, nextBack, setAvailability, setChoiceAvailability } from './sold-out.ts';

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

test('a sold-out dish is available at its end, even before the sweep writes it', () => {
  const { dish: soldOut, dishes } = set([dish('a'), dish('b')], {
    available: false,
    until: later.toISOString(),
  });
  expect(itemView('r1', soldOut, now)).toMatchObject({ available: false, until: later.toISOString() });
  expect(itemView('r1', soldOut, later)).toMatchObject({ available: true, until: null });
  expect(nextBack(dishes)).toEqual(later);
});

test('bringing dishes back records one event per dish, and leaves the others sold out', () => {
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

describe('a choice of the options', () => {
  const pizza = dish('a', {
    options: [
      {
        id: 'o',
        name: 'Extra',
        min: 0,
        max: 2,
        choices: [
          { id: 'olives', name: 'Olives', price: 50 },
          { id: 'ham', name: 'Ham', price: 90 },
        ],
      },
    ],
  });
  const take = (dishes: Dish[], choiceId: string, available = false) => {
    const wanted = available ? { available } : { available, until: later.toISOString() };
    const of = { itemId: 'a', choiceId };
    return setChoiceAvailability('r1', dishes, of, wanted, now, 'Europe/Berlin');
  };
  const viewOf = (of: Dish, at = now) => itemView('r1', of, at).options[0]!.choices;

  test('is sold out until its end, and then available again with an event', () => {
    const { dishes, dish: out, events } = take([pizza], 'olives');
    expect(viewOf(out)).toMatchObject([
      { id: 'olives', available: false, until: later.toISOString() },
      { id: 'ham', available: true, until: null },
    ]);
    expect(viewOf(out, later)[0]).toMatchObject({ available: true, until: null });
    const data = { restaurantId: 'r1', itemId: 'a', name: 'a', choiceId: 'olives', choiceName: 'Olives' };
    const type = 'menu.choice_availability_changed';
    expect(events).toEqual([{ type, data: { ...data, available: false, until: later } }]);
    expect(nextBack(dishes)).toEqual(later);
    const back = bringBack('r1', dishes, later);
    expect(back.events).toEqual([{ type, data: { ...data, available: true, until: null } }]);
    expect(nextBack(back.dishes)).toBeNull();
    expect(take(dishes, 'olives').events).toEqual([]);
    expect(take(take(dishes, 'olives', true).dishes, 'olives', true).events).toEqual([]);
  });

  test('stays sold out when the dish is rewritten, and an unknown one is refused', () => {
    const { dishes } = take([pizza], 'olives');
    const options = [{ name: 'Extra', min: 0, max: 1, choices: [{ name: 'Olives', price: 60 }] }];
    const { dish: rewritten } = change('r1', dishes, 'a', { options });
    expect(viewOf(rewritten)).toMatchObject([{ id: 'olives', price: 60, available: false }]);
    expect(() => take([pizza], 'none')).toThrow(/no choice with this id/);
  });
});

test('setting the availability to its current value changes nothing', () => {
  expect(set([dish('a')], { available: true }).events).toEqual([]);
  const soldOut = set([dish('a')], { available: false });
  expect(set(soldOut.dishes, { available: false }).events).toEqual([]);
});

test('categories are in the order of the menu', () => {
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

test('a menu has at most 300 dishes', () => {
  const full = Array.from({ length: 300 }, (_, i) => dish(String(i)));
  const wanted = { name: 'x', description: '', category: 'x', price: 1, allergens: null, options: [] };
  expect(() => add('r1', full, wanted)).toThrow('at most 300');
});

test('a choice that keeps its name keeps its id, and a new choice gets a new id', () => {
  const options = [{ name: 'Size', min: 1, max: 1, choices: [{ name: 'S', price: 0 }] }];
  const before = add('r1', [], {
    name: 'x',
    description: '',
    category: 'x',
    price: 1,
    allergens: null,
    options,
  });
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

  test('orders, moves and renames at once, and changes the version of moved dishes only', () => {
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

  test('equal to the current order changes nothing', () => {
    const current = [
      { name: 'Pizza', items: ['a', 'b'] },
      { name: 'Mains', items: ['c'] },
    ];
    expect(arrange('r1', dishes, { categories: current }).events).toEqual([]);
  });

  test.each([
    ['omits a dish', ['a', 'b']],
    ['names a removed dish', ['a', 'b', 'c', 'd']],
    ['replaces a dish with an unknown one', ['a', 'b', 'd']],
  ])('that %s is rejected', (_, items) => {
    expect(() => arrange('r1', dishes, { categories: [{ name: 'All', items }] })).toThrow(
      'Read the menu again',
    );
  });
});

test('removing several dishes ignores those that are removed already', () => {
  const { dishes, events } = removeSeveral('r1', [dish('a'), dish('b')], ['b', 'x']);
  expect(dishes.map(({ id }) => id)).toEqual(['a']);
  expect(events).toHaveLength(1);
});

test('a change of an outdated version is rejected; availability does not change the version', () => {
  const first = change('r1', [dish('a')], 'a', { price: 950, expectedVersion: 1 });
  const soldOut = set(first.dishes, { available: false });
  expect(change('r1', soldOut.dishes, 'a', { price: 980, expectedVersion: 2 }).dish.version).toBe(3);
  expect(() => change('r1', first.dishes, 'a', { price: 1, expectedVersion: 1 })).toThrow('version 2');
});
