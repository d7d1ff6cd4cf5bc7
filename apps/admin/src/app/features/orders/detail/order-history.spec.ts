import { TestBed } from '@angular/core/testing';
import { Formats } from '@passline/web/i18n/formats.ts';
import { en } from '../../../core/i18n/en.ts';
import { order } from '../../../../testing/orders.ts';
import { type HistoryFact, entriesOf } from './order-history.ts';

const at = (second: number) => `2030-01-01T12:00:0${second}.000Z`;
const placed = {
  type: 'order.placed',
  at: at(0),
  version: 1,
  actor: { id: 'c1', role: 'customer' },
  data: { items: order().items, totalAmount: 1800, currency: 'EUR', paymentStatus: 'due' },
} as unknown as HistoryFact;
const moved: HistoryFact = {
  type: 'order.moved',
  at: at(5),
  version: 2,
  actor: { id: 'me', role: 'kitchen' },
  data: { from: 'pending', to: 'confirmed', undo: false, reason: null },
};
const unanswered: HistoryFact = {
  type: 'order.unanswered',
  at: at(3),
  version: 2,
  actor: null,
  data: { cause: 'not_received', since: at(0) },
};

it('says who did what, and what the order was by then', () => {
  const entries = entriesOf([placed, unanswered, moved], 'me', en, TestBed.inject(Formats));
  expect(entries.map(({ who, what, then }) => [who, what, then.status])).toEqual([
    ['Customer', 'Placed, €18.00', 'pending'],
    ['Passline', 'Not received by any screen', 'pending'],
    ['You', 'Accepted', 'confirmed'],
  ]);
  expect(entries[1]?.then.alert.unanswered).toBe('not_received');
  expect(entries[2]?.then.alert.unanswered).toBeNull();
});

it('names the items that the kitchen finished', () => {
  const marked = (state: 'waiting' | 'done'): HistoryFact => ({
    type: 'order.items_marked',
    at: at(6),
    version: 3,
    actor: { id: 'me', role: 'kitchen' },
    data: { items: ['1'], state, by: { id: 'me', name: 'Mario' } },
  });
  const facts = [placed, moved, marked('done'), marked('waiting')];
  const entries = entriesOf(facts, 'me', en, TestBed.inject(Formats)).slice(2);
  expect(entries.map(({ what }) => what)).toEqual(['Done: Margherita', 'Not done after all: Margherita']);
  expect(entries[0]?.then.itemsDone).toMatchObject([{ id: '1', at: at(6) }]);
});

it('says which items could not be made, and what went back to the card', () => {
  const [margherita] = order().items;
  const change = { item: '1', menuItemId: 'm1', category: 'Pizza', name: 'Margherita', from: 2 };
  const amounts = { subtotal: 900, discount: 0, totalAmount: 900 };
  const proposal = {
    ...change,
    replacement: { ...margherita!, id: '1.3', name: 'Diavola' },
    until: at(9),
    afterwards: 'remove' as const,
  };
  const data = [
    ['order.quantity_lowered', { change: { ...change, to: 1, replacement: null }, amounts }],
    ['order.payment_changed', { status: 'paid', refunds: { due: 900, refunded: 0 } }],
    ['order.replacement_proposed', { proposal, totalAmount: 900 }],
    ['order.replacement_expired', { proposal, totalAmount: 900 }],
    ['order.item_removed', { change: { ...change, to: 0, replacement: null }, amounts, cause: 'expired' }],
  ] as const;
  const facts = data.map(
    ([type, fact], index) =>
      ({ type, data: fact, at: at(6), version: index + 2, actor: null }) as HistoryFact,
  );
  const entries = entriesOf([placed, ...facts], 'me', en, TestBed.inject(Formats)).slice(1);
  expect(entries.map(({ what }) => what)).toEqual([
    'Lowered: 1 instead of 2 × Margherita',
    'Refund due: €9.00',
    'Proposed: Diavola instead of Margherita',
    'Not answered in time: Diavola',
    'Taken out: Margherita',
  ]);
  expect(entries[0]?.then).toMatchObject({ totalAmount: 900, items: [{ quantity: 1 }] });
});
