import { Throttle } from './throttle.ts';

test('allows one event per key and period', () => {
  let now = 0;
  const throttle = new Throttle(100, () => now);
  expect([throttle.allows('a'), throttle.allows('a'), throttle.allows('b')]).toEqual([true, false, true]);
  now = 99;
  expect(throttle.allows('a')).toBe(false);
  now = 101;
  expect(throttle.allows('a')).toBe(true);
});
