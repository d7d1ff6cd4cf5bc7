import { order } from '../../../../testing/orders.ts';
import { notesFirst } from './ticket-items.ts';

it('puts what has a note first and keeps the rest in order', () => {
  const [dish] = order().items;
  const items = ['a', 'b', 'c'].map((name) => ({ ...dish!, name, note: name === 'c' ? 'no nuts' : null }));
  expect(notesFirst(items).map(({ name }) => name)).toEqual(['c', 'a', 'b']);
});
