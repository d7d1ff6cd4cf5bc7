import { waitSeconds } from './sign-in-attempts.ts';

const policy = { free: 3, longestSeconds: 20 };

test.each([
  [0, 0],
  [2, 0],
  [3, 1],
  [4, 2],
  [5, 4],
  [6, 8],
  [7, 16],
  [8, 20],
  [1_000, 20],
])('after %d failures the wait is %d seconds', (failures, seconds) => {
  expect(waitSeconds(failures, policy)).toBe(seconds);
});
