import { order } from '../../../../testing/orders.ts';
import { allDay, boardOf, noFilter, matches } from './board-filter.ts';

it('finds by number or by name, whatever accents were typed', () => {
  const it = order({ number: '42', customerName: 'Zoë Müller' });
  for (const words of ['42', '#42', 'zoe', 'muller', ' '])
    expect(matches(it, { ...noFilter, words })).toBe(true);
  expect(matches(it, { ...noFilter, words: 'anna' })).toBe(false);
});

it('sorts new orders by age, so that silencing moves none, and the others by promised time', () => {
  const seen = { ...order().alert, acknowledgedAt: '2030-01-01T12:00:09.000Z' };
  const board = boardOf(
    [
      order({ id: 'seen', alert: seen, createdAt: '2030-01-01T11:00:00.000Z' }),
      order({ id: 'rings' }),
      order({
        id: 'b',
        status: 'preparing',
        promise: { readyAt: '2030-01-01T12:30:00.000Z', deliverAt: null, delayedFrom: null },
      }),
      order({
        id: 'a',
        status: 'preparing',
        promise: { readyAt: '2030-01-01T12:20:00.000Z', deliverAt: null, delayedFrom: null },
      }),
    ],
    noFilter,
  );
  expect(board.pending.map(({ id }) => id)).toEqual(['seen', 'rings']);
  expect(board.preparing.map(({ id }) => id)).toEqual(['a', 'b']);
});

it('hides nothing that rings: it follows what matches the filter', () => {
  const open = [
    order({ id: 'rings' }),
    order({ id: 'found', number: '42' }),
    order({ id: 'c', status: 'ready' }),
  ];
  const board = boardOf(open, { ...noFilter, words: '42' });
  expect(board.pending.map(({ id }) => id)).toEqual(['found', 'rings']);
  expect(board.ready).toEqual([]);
});

it('counts what is still to be made, and nothing that is made', () => {
  const open = [
    order({ id: 'a' }),
    order({ id: 'b', status: 'preparing' }),
    order({ id: 'c', status: 'ready' }),
  ];
  expect(allDay(open, noFilter)).toEqual([{ name: 'Margherita', quantity: 4, options: [] }]);
  expect(allDay(open, { ...noFilter, category: 'Dolci' })).toEqual([]);
});

it('counts options beside the dish, but neither the usual ones nor what is done', () => {
  const [dish] = order().items;
  const free = { id: 'gf', name: 'gluten-free', price: 0 };
  const large = { id: 'l', name: 'Large', price: 0, isDefault: true };
  const done = { at: '2030-01-01T12:00:00.000Z', by: { id: 's1', name: 'Mario' } };
  const items = [
    { ...dish!, id: '1', quantity: 3, options: [large] },
    { ...dish!, id: '2', quantity: 4, options: [free] },
    { ...dish!, id: '3', quantity: 5, options: [free], done },
  ];
  expect(allDay([order({ status: 'preparing', items })], noFilter)).toEqual([
    { name: 'Margherita', quantity: 7, options: [{ name: 'gluten-free', quantity: 4 }] },
  ]);
});
