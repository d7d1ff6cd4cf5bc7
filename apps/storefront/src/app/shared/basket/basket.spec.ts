import type { MenuItem } from '@passline/contracts';
import {
  type NewLine,
  choiceNames,
  mostLines,
  mostOfOne,
  priceOf,
  unfinished,
  usualChoices,
  withChoice,
  withLine,
  withQuantity,
} from './basket.ts';

const offered = { available: true, until: null };
const size = {
  id: 'size',
  name: 'Size',
  min: 1,
  max: 1,
  choices: [
    { id: 'regular', name: 'Regular', price: 0, isDefault: true, ...offered },
    { id: 'large', name: 'Large', price: 350, ...offered },
  ],
};
const extras = {
  id: 'extras',
  name: 'Extras',
  min: 0,
  max: 2,
  choices: ['olives', 'capers', 'ham'].map((id) => ({ id, name: id, price: 100, ...offered })),
};
const pizza: MenuItem = {
  id: 'pizza',
  restaurantId: 'aurora',
  name: 'Margherita',
  description: '',
  category: 'Pizza',
  price: 950,
  options: [size, extras],
  allergens: null,
  picture: null,
  available: true,
  until: null,
  version: 1,
};
const line = (over: Partial<NewLine> = {}): NewLine => ({
  menuItemId: 'pizza',
  options: ['regular'],
  note: '',
  quantity: 1,
  ...over,
});

it('joins the same dish with the same choices, in any order, and keeps others apart', () => {
  let lines = withLine([], line({ options: ['large', 'olives'] }), 'a');
  lines = withLine(lines, line({ options: ['olives', 'large'], quantity: 2 }), 'b');
  lines = withLine(lines, line({ options: ['large'] }), 'c');
  lines = withLine(lines, line({ options: ['large', 'olives'], note: 'no basil' }), 'd');
  expect(lines.map(({ id, quantity }) => [id, quantity])).toEqual([
    ['a', 3],
    ['c', 1],
    ['d', 1],
  ]);
});

it('stays within what one order may contain', () => {
  const full = Array.from({ length: mostLines }, (_, n) => ({ ...line({ note: String(n) }), id: String(n) }));
  expect(withLine(full, line({ note: 'one more' }), 'new')).toBe(full);
  const [first] = withLine(full, line({ note: '0', quantity: mostOfOne }), 'new');
  expect(first?.quantity).toBe(mostOfOne);
});

it('removes a line whose quantity falls to zero', () => {
  const lines = withLine([], line({ quantity: 2 }), 'a');
  expect(withQuantity(lines, 'a', 1)[0]?.quantity).toBe(1);
  expect(withQuantity(lines, 'a', 0)).toEqual([]);
});

it('adds the prices of choices, and names them', () => {
  expect(priceOf(pizza, ['large', 'olives'])).toBe(1400);
  expect(choiceNames(pizza, ['olives', 'large'])).toEqual(['Large', 'olives']);
});

it('begins with the usual choices, and with those that leave no choice', () => {
  expect(usualChoices(pizza)).toEqual(['regular']);
  const only = { ...size, choices: [{ id: 'one', name: 'One', price: 0, ...offered }] };
  expect(usualChoices({ ...pizza, options: [only, extras] })).toEqual(['one']);
});

it('does not begin with a choice that is sold out', () => {
  const out = {
    ...size,
    choices: size.choices.map((choice) => ({ ...choice, available: choice.id !== 'regular' })),
  };
  expect(usualChoices({ ...pizza, options: [out] })).toEqual(['large']);
});

it('swaps where one is chosen, and fills up to the limit where several are', () => {
  expect(withChoice(size, ['regular', 'olives'], 'large')).toEqual(['olives', 'large']);
  expect(withChoice(size, ['regular'], 'regular')).toEqual(['regular']);
  const two = withChoice(extras, withChoice(extras, [], 'olives'), 'capers');
  expect(withChoice(extras, two, 'ham')).toEqual(two);
  expect(withChoice(extras, two, 'olives')).toEqual(['capers']);
});

it('names the options that need another choice', () => {
  expect(unfinished(pizza, ['olives'])).toEqual([size]);
  expect(unfinished(pizza, ['large'])).toEqual([]);
});
