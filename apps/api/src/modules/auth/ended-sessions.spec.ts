import { EndedSessions } from './ended-sessions.ts';

test('remembers an ended session for 30 s after it was last added', () => {
  let now = 0;
  const ended = new EndedSessions(() => now);
  expect(ended.has('a')).toBe(false);
  ended.add('a');
  now = 29_999;
  expect([ended.has('a'), ended.has('b')]).toEqual([true, false]);
  now = 30_000;
  expect(ended.has('a')).toBe(false);
  ended.add('a');
  now = 59_999;
  expect(ended.has('a')).toBe(true);
});

test('memory stays bounded: expired entries are evicted first, then the oldest ones', () => {
  let now = 0;
  const ended = new EndedSessions(() => now);
  for (let index = 0; index < 20_000; index += 1) ended.add(`session ${index}`);
  expect(ended.size).toBe(10_000);
  expect([ended.has('session 9999'), ended.has('session 10000')]).toEqual([false, true]);
  now = 30_000;
  ended.add('a');
  expect(ended.size).toBe(1);
});
