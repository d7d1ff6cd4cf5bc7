import { searchFor, searchKeysOf } from './search-keys.ts';

const order = (customerName: string, number = '7') => ({ number, customerName });

test.each([
  ['jonas', 'Jonas Weber'],
  ['web', 'Jonas Weber'],
  ['WEBER jo', 'Jonas Weber'],
  ['muller', 'Anna Müller'],
  ['Müll', 'Anna Muller'],
  ['li', 'Li Wei'],
  ['o’br', "Siobhan O'Brien"],
  ['ИВАН', 'Иван Петров'],
  ['7', 'Any Name'],
  ['#7', 'Any Name'],
])('%p finds %p by its search keys', (text, name) => {
  const search = searchFor(text);
  expect(search?.fits(order(name))).toBe(true);
  if (search?.key) expect(searchKeysOf(order(name))).toContain(search.key);
});

test.each([
  ['onas', 'Jonas Weber'],
  ['jonas meier', 'Jonas Weber'],
  ['7', 'Jonas Weber'],
])('%p does not find %p under another number', (text, name) => {
  expect(searchFor(text)?.fits(order(name, '70'))).toBe(false);
});

test.each(['.*', '#', '🍕', '()'])('%p contains no word to search for', (text) => {
  expect(searchFor(text)).toBeNull();
});

test('a long name has a few short search keys', () => {
  const keys = searchKeysOf(order('Maria del Carmen de la Concepción Marianne Extra Words Here', '12'));
  expect(keys).toEqual(['#12', 'mar', 'del', 'car', 'de', 'la', 'con']);
});
