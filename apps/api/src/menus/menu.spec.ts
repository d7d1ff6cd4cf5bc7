import { type Dish, add, bringBack, change, itemView, menuView, nextBack, setAvailability } from './menu.ts';

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
