import { TestBed } from '@angular/core/testing';
import { dish } from '../../../testing/menu.ts';
import { Prices } from '../../core/i18n/prices.ts';
import { optionBounds, differing, draftOf, emptyOption, dishRequestOf } from './dish-draft.ts';

const pizza = dish('a', {
  name: 'Margherita',
  description: 'Tomato',
  price: 950,
  options: [
    {
      id: 'o1',
      name: 'Size',
      min: 1,
      max: 1,
      choices: [
        { id: 'c1', name: 'Normal', price: 0, available: true, until: null },
        { id: 'c2', name: 'Large', price: 250, available: true, until: null },
      ],
    },
    {
      id: 'o2',
      name: 'Extras',
      min: 0,
      max: 3,
      choices: [{ id: 'c3', name: 'Basil', price: 50, available: true, until: null }],
    },
  ],
});

it('comes out of the editor as it went in', () => {
  const draft = draftOf(pizza, 'EUR', TestBed.inject(Prices));
  expect(draft.options.map(({ howMany }) => howMany)).toEqual(['one', 'several']);
  expect(dishRequestOf(draft, 'EUR')).toEqual({
    name: 'Margherita',
    description: 'Tomato',
    category: 'Pizza',
    price: 950,
    allergens: null,
    options: [
      {
        name: 'Size',
        min: 1,
        max: 1,
        choices: [
          { name: 'Normal', price: 0 },
          { name: 'Large', price: 250 },
        ],
      },
      { name: 'Extras', min: 0, max: 3, choices: [{ name: 'Basil', price: 50 }] },
    ],
  });
});

it('asks for one, at most one, or between two numbers', () => {
  const option = { ...emptyOption(), min: 2, max: 4 };
  expect(optionBounds(option)).toEqual({ min: 1, max: 1 });
  expect(optionBounds({ ...option, howMany: 'optional' })).toEqual({ min: 0, max: 1 });
  expect(optionBounds({ ...option, howMany: 'several' })).toEqual({ min: 2, max: 4 });
});

it('finds changes by others, ignoring availability', () => {
  expect(differing(pizza, { ...pizza, available: false, version: 2 })).toEqual([]);
  expect(differing(pizza, { ...pizza, price: 980, name: 'Bufala' })).toEqual(['name', 'price']);
  const [size] = pizza.options;
  expect(differing(pizza, { ...pizza, options: [{ ...size!, id: 'new' }, pizza.options[1]!] })).toEqual([]);
  expect(differing(pizza, { ...pizza, options: [size!] })).toEqual(['options']);
});
