import { ageOf, staleSince } from './freshness.ts';

const since = new Date('2030-01-01T12:00:00Z');
const after = (ms: number) => since.getTime() + ms;
const begun = new Date('2030-01-01T11:59:00Z');
const stale = { currentAsOf: since, stale: true, since };

it('says nothing of a blink, and then since when', () => {
  expect(staleSince(stale, 'reconnecting', after(1_000), begun)).toBeUndefined();
  expect(staleSince(stale, 'reconnecting', after(2_000), begun)).toBe(since);
});

it('says at once that the line has ended for good', () => {
  expect(staleSince(stale, 'error', after(0), begun)).toBe(since);
});

it('gives a first line a moment longer, and then says since when it should be there', () => {
  const nothing = { currentAsOf: null, stale: true, since: null };
  expect(staleSince(nothing, 'connecting', begun.getTime() + 3_000, begun)).toBeUndefined();
  expect(staleSince(nothing, 'connecting', begun.getTime() + 5_000, begun)).toBe(begun);
  expect(ageOf(nothing, after(0))).toBeUndefined();
});

it('never counts below zero when two clocks of one second differ', () => {
  expect(ageOf({ currentAsOf: since, stale: false, since: null }, after(-900))).toBe(0);
  expect(ageOf({ currentAsOf: since, stale: false, since: null }, after(3_400))).toBe(3);
});
