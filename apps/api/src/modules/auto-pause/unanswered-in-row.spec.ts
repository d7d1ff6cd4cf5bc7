import { unseenAlert, type OrderState } from '@passline/contracts';
import { unansweredInRow } from './unanswered-in-row.ts';

type Rung = Parameters<typeof unansweredInRow>[0][number];
const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 12, minute));
const rang = (minute: number, more: Partial<Rung> = {}): Rung => ({
  status: 'pending',
  alert: unseenAlert,
  reached: { pending: at(minute) },
  cancellation: null,
  ...more,
});
const cancelled = (minute: number, by: 'staff' | 'customer' | 'system') =>
  rang(minute, { status: 'cancelled', cancellation: { reason: '', by, at: at(minute + 1) } });
const missed = (minute: number) => rang(minute, { alert: { ...unseenAlert, unanswered: 'not_answered' } });
const seen = (minute: number): Rung =>
  rang(minute, {
    alert: { ...unseenAlert, acknowledgedAt: at(minute), acknowledgedBy: { id: 's', name: 'S' } },
  });
const accepted = (minute: number) => rang(minute, { status: 'confirmed' as OrderState['status'] });

test.each([
  ['nothing rang', [], 0],
  ['all escalated, or were cancelled automatically', [missed(1), cancelled(2, 'system'), missed(3)], 3],
  ['one was seen in between', [missed(1), seen(2), missed(3)], 1],
  ['one was accepted in between', [missed(1), accepted(2), missed(3)], 1],
  ['staff cancelled one', [missed(1), cancelled(2, 'staff'), missed(3)], 1],
  ['a customer cancelled one', [missed(1), cancelled(2, 'customer'), missed(3)], 2],
  ['one still rings', [missed(1), missed(2), rang(3)], 2],
  ['they come in another order', [missed(3), seen(1), missed(2)], 2],
  ['an order for later waits', [missed(1), rang(2, { status: 'scheduled', reached: {} })], 1],
])('%s', (_, orders, count) => expect(unansweredInRow(orders, null)).toBe(count));

test('only orders that rang after the last decision about the status count', () => {
  expect(unansweredInRow([missed(1), missed(2), missed(3)], at(2))).toBe(1);
});
