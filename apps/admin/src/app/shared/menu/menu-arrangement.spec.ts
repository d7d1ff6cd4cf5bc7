import { menu } from '../../../testing/menu.ts';
import {
  arranged,
  arrangementOf,
  moveCategory,
  moveDish,
  nudgeDish,
  renameCategory,
} from './menu-arrangement.ts';

const all = [
  { name: 'Pizza', items: ['a', 'b'] },
  { name: 'Pasta', items: ['c'] },
  { name: 'Dolci', items: ['d', 'e'] },
];

it('moves a category to another place', () => {
  expect(moveCategory(all, 2, 0).map(({ name }) => name)).toEqual(['Dolci', 'Pizza', 'Pasta']);
});

it('moves a dish, within its category and into another, which may leave none behind', () => {
  expect(moveDish(all, 'a', 'Pizza', 1)[0]?.items).toEqual(['b', 'a']);
  expect(moveDish(all, 'c', 'Dolci', 1)).toEqual([
    { name: 'Pizza', items: ['a', 'b'] },
    { name: 'Dolci', items: ['d', 'c', 'e'] },
  ]);
});

it('nudges a dish over the edge of its category, and never off the menu', () => {
  expect(nudgeDish(all, 'b', 1)).toEqual([
    { name: 'Pizza', items: ['a'] },
    { name: 'Pasta', items: ['b', 'c'] },
    { name: 'Dolci', items: ['d', 'e'] },
  ]);
  expect(nudgeDish(all, 'd', -1)[1]?.items).toEqual(['c', 'd']);
  expect(nudgeDish(all, 'a', -1)).toEqual(all);
  expect(nudgeDish(all, 'e', 1)).toEqual(all);
});

it('renames a category, or joins it to the one of that name', () => {
  expect(renameCategory(all, 'Pasta', 'Fresh pasta')[1]).toEqual({ name: 'Fresh pasta', items: ['c'] });
  expect(renameCategory(all, 'Pasta', 'Dolci')).toEqual([
    { name: 'Pizza', items: ['a', 'b'] },
    { name: 'Dolci', items: ['d', 'e', 'c'] },
  ]);
});

it('lays an arrangement over a menu, and loses nothing that it does not know', () => {
  const before = menu({ Pizza: ['a', 'b'], Pasta: ['c'] });
  const wanted = [
    { name: 'Oven', items: ['b'] },
    { name: 'Pasta', items: ['c'] },
  ];
  const after = arranged(before, wanted);
  expect(arrangementOf(after.categories)).toEqual([...wanted, { name: 'Pizza', items: ['a'] }]);
  expect(after.categories[0]?.items[0]?.category).toBe('Oven');
});
