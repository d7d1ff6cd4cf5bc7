import { jest } from '@jest/globals';
import { readConfig } from '../../../common/config/env.ts';
import { UserArrivals } from './user-arrivals.ts';

let now: number;
beforeEach(() => {
  now = 0;
  jest.spyOn(performance, 'now').mockImplementation(() => now);
});
afterEach(() => jest.restoreAllMocks());

const arrivalsWith = (variables = {}) => new UserArrivals(readConfig(variables));
/** How many times in a row this user may connect now. */
const countUntilRefused = (arrivals: UserArrivals, userId: string) => {
  let count = 0;
  while (count < 1_000 && arrivals.take(userId) === 0) count += 1;
  return count;
};

test('all devices of a user connect six times in a row, then two per second', () => {
  const arrivals = arrivalsWith();
  expect(countUntilRefused(arrivals, 'a')).toBe(60);
  expect(arrivals.take('a')).toBe(0.5);
  now = 1_000;
  expect(countUntilRefused(arrivals, 'a')).toBe(2);
});

test('each user has a bucket of their own', () => {
  const arrivals = arrivalsWith();
  countUntilRefused(arrivals, 'a');
  expect(arrivals.take('b')).toBe(0);
});

test('three floods empty the bucket of a user; more floods lengthen the wait up to a limit', () => {
  const arrivals = arrivalsWith();
  for (let floods = 0; floods < 3; floods += 1) {
    expect(arrivals.take('a')).toBe(0);
    arrivals.slowDown('a');
  }
  const wait = arrivals.take('a');
  expect(wait).toBeGreaterThan(0);
  for (let floods = 0; floods < 100; floods += 1) arrivals.slowDown('a');
  // One burst below zero, at two per second.
  expect(arrivals.take('a')).toBe(30.5);
  now = 30_500;
  expect([arrivals.take('a'), arrivals.take('b')]).toEqual([0, 0]);
});

test('both limits follow the configuration', () => {
  expect(countUntilRefused(arrivalsWith({ SOCKETS_PER_USER: '2' }), 'a')).toBe(12);
  expect(countUntilRefused(arrivalsWith({ RATE_LIMIT_FACTOR: '2' }), 'a')).toBe(120);
});
