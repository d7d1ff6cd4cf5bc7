import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import type { Order } from '@passline/contracts';
import { order } from '../../../../testing/orders.ts';
import { BoardView } from './board-view.ts';
import { OrdersStore } from '../../../shared/orders/orders-store.ts';

afterEach(() => localStorage.clear());

const begin = (...orders: Order[]) => {
  const open = signal(orders);
  TestBed.configureTestingModule({
    providers: [BoardView, { provide: OrdersStore, useValue: { open } }],
  });
  return { open, view: TestBed.inject(BoardView) };
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
