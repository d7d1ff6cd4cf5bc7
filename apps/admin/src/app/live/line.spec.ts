import { ageOf, staleSince } from './line.ts';

const since = new Date('2030-01-01T12:00:00Z');
const after = (ms: number) => since.getTime() + ms;
const stale = { currentAsOf: since, stale: true, since };

it('says nothing of a blink, and then since when', () => {
  expect(staleSince(stale, 'reconnecting', after(1_000))).toBeUndefined();
  expect(staleSince(stale, 'reconnecting', after(2_000))).toBe(since);
});

it('says at once that the line has ended for good', () => {
  expect(staleSince(stale, 'error', after(0))).toBe(since);
});

it('has nothing to be stale before the first word has come', () => {
  const nothing = { currentAsOf: null, stale: true, since: null };
  expect(staleSince(nothing, 'connecting', after(60_000))).toBeUndefined();
  expect(ageOf(nothing, after(0))).toBeUndefined();
});

it('never counts below zero when two clocks of one second differ', () => {
  expect(ageOf({ currentAsOf: since, stale: false, since: null }, after(-900))).toBe(0);
  expect(ageOf({ currentAsOf: since, stale: false, since: null }, after(3_400))).toBe(3);
});
