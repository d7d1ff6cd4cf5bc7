import type { MenuItem } from '@passline/contracts';
import { searchDishes } from './dish-search.ts';

const dishes = ['Pizza Margherita', 'Margherita', 'Tiramisù', 'Crème brûlée'].map(
  (name) => ({ id: name, name }) as MenuItem,
);
const names = (text: string) => searchDishes(text, dishes).found.map(({ name }) => name);

test.each([
  ['marg', 1, ['Margherita', 'Pizza Margherita']],
  ['2 marg', 2, ['Margherita', 'Pizza Margherita']],
  ['3x piz mar', 3, ['Pizza Margherita']],
  ['tiramisu', 1, ['Tiramisù']],
  ['BRULEE', 1, ['Crème brûlée']],
  ['0 tira', 1, ['Tiramisù']],
  ['2', 1, []],
  ['', 1, []],
  ['garg', 1, []],
])('“%s” is %i of the dishes %j', (text, quantity, found) => {
  expect(names(text)).toEqual(found);
  expect(searchDishes(text, dishes).quantity).toBe(quantity);
});
