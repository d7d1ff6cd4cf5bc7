import type { MenuItem } from '@passline/contracts';
import { order } from '../../../testing/orders.ts';
import { areComplete, toggled, usualChoices } from '../menu/dish-options.ts';
import { amountsAfter, replacementOf, waysOf } from './item-change.ts';

const [margherita] = order().items;
const offered = { available: true, until: null };
const dish: MenuItem = {
  id: 'm2',
  restaurantId: 'aurora',
  name: 'Diavola',
  description: '',
  category: 'Pizza',
  price: 800,
  available: true,
  until: null,
  allergens: null,
  picture: null,
  version: 1,
  options: [
    {
      id: 'size',
      name: 'Size',
      min: 1,
      max: 1,
      choices: [
        { id: 's', name: 'Small', price: 0, isDefault: true, ...offered },
        { id: 'l', name: 'Large', price: 400, ...offered },
      ],
    },
    {
      id: 'extra',
      name: 'Extra',
      min: 0,
      max: 2,
      choices: [{ id: 'e', name: 'Olives', price: 50, ...offered }],
    },
  ],
};
const two = order({
  items: [margherita!, { ...margherita!, id: '2', quantity: 1 }],
  totalAmount: 2700,
  paymentMethod: 'card',
  paymentStatus: 'paid',
});

it('offers what the order allows', () => {
  expect(waysOf(two, two.items[0]!)).toEqual(['remove', 'lower', 'replace']);
  expect(waysOf(two, two.items[1]!)).toEqual(['remove', 'replace']);
  expect(waysOf(order({ status: 'ready' }), margherita!)).toEqual(['lower']);
});

it('shows the new total, and what goes back to the card', () => {
  const less = amountsAfter(two, { item: '2', to: 0, replacement: null });
  expect(less).toEqual({ totalAmount: 1800, refund: 900 });
  const cash = amountsAfter({ ...two, paymentMethod: 'cash' }, { item: '1', to: 1, replacement: null });
  expect(cash).toEqual({ totalAmount: 1800, refund: 0 });
});

it('replaces a dish at its price or less', () => {
  const small = replacementOf(margherita!, dish, new Set(['s']));
  expect(small).toMatchObject({ name: 'Diavola', unitPrice: 800, quantity: 2, options: [{ id: 's' }] });
  expect(replacementOf(margherita!, dish, new Set(['l', 'e'])).unitPrice).toBe(900);
});

it('knows when enough is chosen', () => {
  const usual = usualChoices(dish);
  expect([...usual]).toEqual(['s']);
  expect(areComplete(dish, usual)).toBe(true);
  expect(areComplete(dish, new Set())).toBe(false);
  expect([...toggled(dish.options[0]!, usual, 'l')]).toEqual(['l']);
  expect([...toggled(dish.options[1]!, usual, 'e')]).toEqual(['s', 'e']);
});
