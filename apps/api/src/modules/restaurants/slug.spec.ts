import { Slug } from '@passline/contracts';
import { slugsFor } from './slug.ts';

const id = '01900000-0000-7000-8000-0000abcdef01';

test.each([
  ['Trattoria Aurora', 'trattoria-aurora'],
  ['Müllers Café & Grüße!', 'muellers-cafe-gruesse'],
  ["L'Étoile d'Or", 'letoile-dor'],
  ['  Ristorante  Łódź 24/7 ', 'ristorante-lodz-24-7'],
  ['すし', 'restaurant-2'],
  ['寿司 X', 'restaurant-2'],
])('%s is found at %s', (name, slug) => {
  expect(slugsFor(name, id).next().value).toBe(slug);
});

test('a name that others have gets numbers, then a part of the id; all are slugs, however long the name is', () => {
  const slugs = [...slugsFor('Aurora', id)];
  expect(slugs.slice(0, 3)).toEqual(['aurora', 'aurora-2', 'aurora-3']);
  expect(slugs.at(-1)).toBe('aurora-0000abcdef01');
  const long = [...slugsFor('Zum goldenen Hirschen an der alten Brücke '.repeat(3), id)];
  expect(long.filter((slug) => !Slug.safeParse(slug).success)).toEqual([]);
  expect(new Set(long).size).toBe(slugs.length);
});
