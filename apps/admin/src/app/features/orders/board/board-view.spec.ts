import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import type { Order } from '@passline/contracts';
import type { Station } from '@passline/contracts/browser';
import { order } from '../../../../testing/orders.ts';
import { worksInAuroraOnly, worksInBoth } from '../../../../testing/two-restaurants.ts';
import { FixedRestaurant, OwnRestaurant } from '../../../core/auth/own-restaurant.ts';
import { BoardView } from './board-view.ts';
import { noFilter } from './board-filter.ts';
import { ShownOrders } from '../../../shared/orders/shown-orders.ts';
import { RestaurantStore } from '../../../shared/restaurant/restaurant-store.ts';
import { Stations } from '../stations/stations.ts';

afterEach(() => localStorage.clear());

const stations = signal<readonly Station[]>([]);
const begin = (...orders: Order[]) => {
  const open = signal(orders);
  TestBed.configureTestingModule({
    providers: [
      BoardView,
      Stations,
      { provide: ShownOrders, useValue: { open } },
      { provide: RestaurantStore, useValue: { stations } },
    ],
  });
  return { open, view: TestBed.inject(BoardView), taken: TestBed.inject(Stations) };
};
const ids = (orders: readonly Order[]) => orders.map(({ id }) => id);

it('stands still while something is pressed, and follows when it is let go', () => {
  const { open, view } = begin(order({ id: 'a' }));
  expect(ids(view.board().pending)).toEqual(['a']);
  view.hold();
  open.set([order({ id: 'a', status: 'confirmed' }), order({ id: 'b' })]);
  expect(ids(view.board().pending)).toEqual(['a']);
  view.release();
  expect(ids(view.board().pending)).toEqual(['b']);
  expect(ids(view.board().confirmed)).toEqual(['a']);
});

it('steps over empty columns and stops at the edge', () => {
  const { view } = begin(order({ id: 'a' }), order({ id: 'r', status: 'ready' }));
  const step = (direction: Parameters<BoardView['step']>[0]) => view.selected.set(view.step(direction));
  step('down');
  expect(view.selected()).toBe('a');
  step('right');
  expect(view.selected()).toBe('r');
  step('right');
  step('down');
  expect(view.selected()).toBe('r');
  step('left');
  expect(view.selected()).toBe('a');
});

it('selects the ticket that takes the place of the one that left the column, and keeps the last one', () => {
  const { open, view } = begin(order({ id: 'a' }), order({ id: 'b' }));
  view.selected.set('a');
  open.set([order({ id: 'a', status: 'confirmed' }), order({ id: 'b' })]);
  expect(view.selected()).toBe('b');
  open.set([order({ id: 'a', status: 'confirmed' }), order({ id: 'b', status: 'confirmed' })]);
  expect(view.selected()).toBe('b');
  open.set([]);
  expect(view.selectedOrder()).toBeUndefined();
});

it('does not select an order that is shown only because it rings after one that was searched for', () => {
  const { open, view } = begin(order({ id: 'a', number: '42' }), order({ id: 'b', number: '7' }));
  view.filter.update((filter) => ({ ...filter, words: '42' }));
  view.selected.set('a');
  open.set([order({ id: 'a', number: '42', status: 'confirmed' }), order({ id: 'b', number: '7' })]);
  expect(view.selected()).toBe('a');
});

describe('the filter of this device', () => {
  const pizza = { fulfilment: 'delivery', category: 'Pizza', words: 'anna' } as const;
  const at = (id: string | undefined) => {
    TestBed.resetTestingModule();
    TestBed.configureTestingModule({
      providers: [{ provide: OwnRestaurant, useFactory: () => new FixedRestaurant(id) }],
    });
    return begin().view.filter;
  };

  it('is remembered for each restaurant and for all, and none applies to another', () => {
    worksInBoth();
    at('aurora').set(pizza);
    TestBed.tick();
    expect(at('sakura')()).toEqual(noFilter);
    expect(at(undefined)()).toEqual(noFilter);
    TestBed.tick();
    expect(at('aurora')()).toEqual(pizza);
  });

  it('of an earlier release is the one of the only restaurant', () => {
    localStorage.setItem('passline.board.filter', JSON.stringify(pizza));
    worksInBoth();
    expect(at('aurora')()).toEqual(noFilter);
    worksInAuroraOnly();
    localStorage.removeItem('passline.board.filter.aurora');
    expect(at('aurora')()).toEqual(pizza);
  });
});

describe('at a station', () => {
  const [pizza] = order().items;
  const steak = { ...pizza!, id: '2', menuItemId: 'm2', name: 'Steak', category: 'Mains' };
  const done = { at: '2030-01-01T12:00:00.000Z', by: { id: 's1', name: 'Mario' } };
  const oven = { id: 'oven', name: 'Oven', categories: ['Pizza'], dishes: [] };
  const grill = { id: 'grill', name: 'Grill', categories: ['Mains'], dishes: [] };
  beforeEach(() => stations.set([oven, grill]));
  afterEach(() => stations.set([]));

  it('shows orders until its own items are done, and whatever rings', () => {
    const { view, taken } = begin(
      order({ id: 'rings', items: [steak] }),
      order({ id: 'waits', status: 'preparing', items: [pizza!, steak] }),
      order({ id: 'made', status: 'preparing', items: [{ ...pizza!, done }, steak] }),
      order({ id: 'elsewhere', status: 'confirmed', items: [steak] }),
      order({ id: 'ready', status: 'ready' }),
    );
    expect(ids(view.board().preparing)).toEqual(['made', 'waits']);
    taken.toggle('oven');
    expect(ids(view.board().pending)).toEqual(['rings']);
    expect(ids([...view.board().confirmed, ...view.board().preparing, ...view.board().ready])).toEqual([
      'waits',
    ]);
    taken.toggle('grill');
    expect(ids([...view.board().confirmed, ...view.board().preparing])).toEqual([
      'elsewhere',
      'made',
      'waits',
    ]);
  });

  it('counts its own dishes only, and shows a dish of no station at every station', () => {
    const cake = { ...pizza!, id: '3', menuItemId: 'm3', name: 'Cake', category: 'Dolci' };
    const { view, taken } = begin(order({ status: 'preparing', items: [{ ...pizza!, done }, steak, cake] }));
    taken.toggle('oven');
    expect(view.counts().map(({ name }) => name)).toEqual(['Cake']);
  });

  it('a station that was removed hides nothing', () => {
    const { view, taken } = begin(order({ status: 'confirmed', items: [steak] }));
    taken.toggle('oven');
    expect(view.board().confirmed).toEqual([]);
    stations.set([grill]);
    expect(ids(view.board().confirmed)).toEqual(['o1']);
  });
});
