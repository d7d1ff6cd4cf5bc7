import { order } from '../../../../testing/orders.ts';
import { isShownAt, itemsAt, loadsOf, progressOf } from './station-work.ts';

const [pizza] = order().items;
const done = { at: '2030-01-01T12:00:00.000Z', by: { id: 's1', name: 'Mario' } };
const steak = { ...pizza!, id: '2', menuItemId: 'm2', name: 'Steak', category: 'Mains', quantity: 3 };
const cake = { ...pizza!, id: '3', menuItemId: 'm3', name: 'Cake', category: 'Dolci' };
const stations = [
  { id: 'oven', name: 'Oven', categories: ['Pizza'], dishes: [] },
  { id: 'grill', name: 'Grill', categories: ['Mains'], dishes: [] },
  { id: 'bar', name: 'Bar', categories: ['Drinks'], dishes: [] },
];
const cooking = order({ status: 'preparing', items: [{ ...pizza!, done }, steak, cake] });

it('tells how far each station is, without those that make nothing of the order', () => {
  expect(progressOf(cooking, stations)).toEqual([
    { name: 'Oven', done: 1, all: 1 },
    { name: 'Grill', done: 0, all: 1 },
  ]);
});

it('gives a station its own items and those of no station, and the pass all of them', () => {
  const names = (...taken: string[]) => itemsAt(cooking, stations, new Set(taken)).map(({ name }) => name);
  expect(names('grill')).toEqual(['Steak', 'Cake']);
  expect(names('bar')).toEqual(['Cake']);
  expect(names()).toEqual(['Margherita', 'Steak', 'Cake']);
});

it('hides an order from a station that is done with it, but never one that rings', () => {
  const oven = new Set(['oven']);
  const made = order({ status: 'preparing', items: [{ ...pizza!, done }, steak] });
  expect(isShownAt(made, stations, oven)).toBe(false);
  expect(isShownAt(order({ items: [steak] }), stations, oven)).toBe(true);
  expect(isShownAt({ ...made, status: 'ready' }, stations, new Set())).toBe(true);
});

it('counts what each station has to make, and the late orders that wait for it', () => {
  const loads = loadsOf([cooking, order({ status: 'ready' })], stations, () => true);
  expect(loads).toEqual([
    { name: 'Oven', waiting: 0, late: 0 },
    { name: 'Grill', waiting: 3, late: 1 },
    { name: 'Bar', waiting: 0, late: 0 },
  ]);
});
