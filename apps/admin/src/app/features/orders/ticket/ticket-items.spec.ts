import { order } from '../../../../testing/orders.ts';
import { notesFirst, printedOptions } from './ticket-items.ts';

it('puts what has a note first and keeps the rest in order', () => {
  const [dish] = order().items;
  const items = ['a', 'b', 'c'].map((name) => ({ ...dish!, name, note: name === 'c' ? 'no nuts' : null }));
  expect(notesFirst(items).map(({ name }) => name)).toEqual(['c', 'a', 'b']);
});

it('puts an allergy before every other note', () => {
  const [dish] = order().items;
  const notes = ['no basil', null, 'nut allergy'];
  const items = notes.map((note) => ({ ...dish!, note }));
  expect(notesFirst(items).map(({ note }) => note)).toEqual(['nut allergy', 'no basil', null]);
});

it('leaves out the usual choices', () => {
  const [dish] = order().items;
  const options = [
    { id: 'regular', name: 'Regular, 28 cm', price: 0, isDefault: true },
    { id: 'olives', name: 'Olives', price: 120 },
  ];
  expect(printedOptions({ ...dish!, options }).map(({ id }) => id)).toEqual(['olives']);
});
