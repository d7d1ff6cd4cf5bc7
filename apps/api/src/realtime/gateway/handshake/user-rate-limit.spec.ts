import { jest } from '@jest/globals';
import { readConfig } from '../../../common/config/env.ts';
import { UserRateLimit } from './user-rate-limit.ts';

let now: number;
beforeEach(() => {
  now = 0;
  jest.spyOn(performance, 'now').mockImplementation(() => now);
});
afterEach(() => jest.restoreAllMocks());

const limitWith = (variables = {}) => new UserRateLimit(readConfig(variables));
/** How many times in a row this user may connect now. */
const countUntilRefused = (userLimit: UserRateLimit, userId: string) => {
  let count = 0;
  while (count < 1_000 && userLimit.take(userId) === 0) count += 1;
  return count;
};

test('all devices of a user connect six times in a row, then two per second', () => {
  const userLimit = limitWith();
  expect(countUntilRefused(userLimit, 'a')).toBe(60);
  expect(userLimit.take('a')).toBe(0.5);
  now = 1_000;
  expect(countUntilRefused(userLimit, 'a')).toBe(2);
});

test('each user has a bucket of their own', () => {
  const userLimit = limitWith();
  countUntilRefused(userLimit, 'a');
  expect(userLimit.take('b')).toBe(0);
});

test('three floods empty the bucket of a user; more floods lengthen the wait up to a limit', () => {
  const userLimit = limitWith();
  for (let floods = 0; floods < 3; floods += 1) {
    expect(userLimit.take('a')).toBe(0);
    userLimit.chargeForFlooding('a');
  }
  const wait = userLimit.take('a');
  expect(wait).toBeGreaterThan(0);
  for (let floods = 0; floods < 100; floods += 1) userLimit.chargeForFlooding('a');
  // One burst below zero, at two per second.
  expect(userLimit.take('a')).toBe(30.5);
  now = 30_500;
  expect([userLimit.take('a'), userLimit.take('b')]).toEqual([0, 0]);
});

test('both limits follow the configuration', () => {
  expect(countUntilRefused(limitWith({ SOCKETS_PER_USER: '2' }), 'a')).toBe(12);
  expect(countUntilRefused(limitWith({ RATE_LIMIT_FACTOR: '2' }), 'a')).toBe(120);
});
