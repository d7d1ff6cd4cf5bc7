import type { MenuItem, OrderItem } from '@passline/contracts';
import { againOf } from './again.ts';

const offered = { available: true, until: null };
const choice = (id: string, over: object = {}) => ({ id, name: id, price: 100, ...offered, ...over });
const dish = (id: string, over: Partial<MenuItem> = {}): MenuItem => ({
  id,
  restaurantId: 'r1',
  name: id,
  description: '',
  category: 'Pizza',
  price: 1_100,
  options: [],
  allergens: null,
  picture: null,
  version: 1,
  ...offered,
  ...over,
});
const ordered = (menuItemId: string, over: Partial<OrderItem> = {}): OrderItem => ({
  id: '1',
  menuItemId,
  name: menuItemId,
  unitPrice: 950,
  quantity: 2,
  note: null,
  options: [],
  category: 'Pizza',
  ...over,
});
const again = (items: OrderItem[], ...menu: MenuItem[]) =>
  againOf(items, new Map(menu.map((item) => [item.id, item])));

it('takes what is still on the menu, with its note, and its choices', () => {
  const size = { id: 'size', name: 'Size', min: 1, max: 1, choices: [choice('small'), choice('large')] };
  const { lines, leftOut } = again(
    [
      ordered('pizza', { note: 'well done', options: [{ id: 'large', name: 'large', price: 50 }] as never }),
      ordered('soup', { quantity: 1 }),
    ],
    dish('pizza', { options: [size] }),
    dish('soup'),
  );
  expect(leftOut).toEqual([]);
  expect(lines).toEqual([
    { menuItemId: 'pizza', quantity: 2, note: 'well done', options: ['large'] },
    { menuItemId: 'soup', quantity: 1, note: '', options: [] },
  ]);
});

it('names what left the menu or is sold out, and a choice that did', () => {
  const extras = {
    id: 'extras',
    name: 'Extras',
    min: 0,
    max: 2,
    choices: [choice('olives', { available: false }), choice('ham')],
  };
  const chosen = ['olives', 'ham', 'capers'].map((id) => ({ id, name: id, price: 1 }));
  const { lines, leftOut } = again(
    [ordered('gone'), ordered('out'), ordered('pizza', { options: chosen })],
    dish('out', { available: false }),
    dish('pizza', { options: [extras] }),
  );
  expect(lines).toEqual([]);
  expect(leftOut).toEqual(['gone', 'out', 'pizza (olives, capers)']);
});

it.each([
  ['asks for a choice that the order does not have', { min: 1, max: 1 }, []],
  ['takes fewer choices than the order has', { min: 0, max: 1 }, ['small', 'large']],
])('names a dish that %s', (_, limits, ids) => {
  const size = { id: 'size', name: 'Size', ...limits, choices: [choice('small'), choice('large')] };
  const options = ids.map((id) => ({ id, name: id, price: 1 }));
  expect(again([ordered('pizza', { options: options })], dish('pizza', { options: [size] }))).toEqual({
    lines: [],
    leftOut: ['pizza'],
  });
});
