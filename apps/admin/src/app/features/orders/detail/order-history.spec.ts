import { TestBed } from '@angular/core/testing';
import { Formats } from '../../../core/i18n/formats.ts';
import { en } from '../../../core/i18n/en.ts';
import { type HistoryFact, entriesOf } from './order-history.ts';

const at = (second: number) => `2030-01-01T12:00:0${second}.000Z`;
const placed = {
  type: 'order.placed',
  at: at(0),
  version: 1,
  actor: { id: 'c1', role: 'customer' },
  data: { totalAmount: 1800, currency: 'EUR', paymentStatus: 'due' },
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
