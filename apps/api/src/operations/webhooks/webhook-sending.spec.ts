import { secondsAfter } from './webhook-sending.ts';

test('waits longer after each failed attempt, at most four hours, and as long as the receiver asks', () => {
  const even = (attempts: number, retryAfter: number | null = null) =>
    secondsAfter(attempts, retryAfter, 0.5);
  expect([1, 2, 3, 4, 8, 20].map((attempts) => even(attempts))).toEqual([5, 30, 120, 600, 14_400, 14_400]);
  expect([even(1, 60), even(1, 1), even(1, 86_400)]).toEqual([60, 5, 3_600]);
  // Deliveries that failed together do not come back together.
  expect([secondsAfter(2, null, 0), secondsAfter(2, null, 1)]).toEqual([24, 36]);
});
