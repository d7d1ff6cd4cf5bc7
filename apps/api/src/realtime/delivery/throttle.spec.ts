import { Recently } from './recently.ts';

test('allows one event per key and period', () => {
  let now = 0;
  const recently = new Recently(100, () => now);
  expect([recently.isFirst('a'), recently.isFirst('a'), recently.isFirst('b')]).toEqual([true, false, true]);
  now = 99;
  expect(recently.isFirst('a')).toBe(false);
  now = 101;
  expect(recently.isFirst('a')).toBe(true);
});
