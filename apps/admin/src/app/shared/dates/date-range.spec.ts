import { startOfDay, rangeOf } from './date-range.ts';

const now = new Date('2026-05-10T22:30:00Z');
const none = { first: '', last: '' };
const shown = (range: ReturnType<typeof rangeOf>) =>
  range && [range.from, range.to].map((at) => at.toISOString());

it('uses the restaurant’s days, not the reader’s', () => {
  // 00:30 on the 11th in Berlin.
  expect(shown(rangeOf('today', none, 'Europe/Berlin', now))).toEqual([
    '2026-05-10T22:00:00.000Z',
    '2026-05-10T22:30:00.000Z',
  ]);
  expect(rangeOf('today', none, 'America/New_York', now)?.from.toISOString()).toBe(
    '2026-05-10T04:00:00.000Z',
  );
  expect(rangeOf('week', none, 'Europe/Berlin', now)?.from.toISOString()).toBe('2026-05-04T22:00:00.000Z');
  expect(rangeOf('month', none, 'Europe/Berlin', now)?.from.toISOString()).toBe('2026-04-11T22:00:00.000Z');
});

it('knows the days on which the clocks change', () => {
  expect(startOfDay('2026-03-29', 'Europe/Berlin').toISOString()).toBe('2026-03-28T23:00:00.000Z');
  expect(startOfDay('2026-03-30', 'Europe/Berlin').toISOString()).toBe('2026-03-29T22:00:00.000Z');
  expect(startOfDay('2026-10-25', 'Europe/Berlin').toISOString()).toBe('2026-10-24T22:00:00.000Z');
});

it('includes both days of a range up to now, and rejects invalid ranges', () => {
  const custom = (first: string, last: string) =>
    shown(rangeOf('custom', { first, last }, 'Europe/Berlin', now));
  expect(custom('2026-05-01', '2026-05-02')).toEqual([
    '2026-04-30T22:00:00.000Z',
    '2026-05-02T22:00:00.000Z',
  ]);
  expect(custom('2026-05-01', '2026-05-20')).toEqual([
    '2026-04-30T22:00:00.000Z',
    '2026-05-10T22:30:00.000Z',
  ]);
  for (const [first, last] of [
    ['2026-05-02', '2026-05-01'],
    ['2025-01-01', '2026-05-01'],
    ['2026-06-01', '2026-06-02'],
    ['', '2026-05-01'],
  ] as const)
    expect(custom(first, last)).toBeUndefined();
});
