import { problemOf } from './printer-status.ts';

test.each([
  [[0x12, 0x12, 0x12], null],
  [[0x1a, 0x16, 0x12], 'cover_open'],
  [[0x1a, 0x36, 0x72], 'cover_open'],
  [[0x1a, 0x32, 0x72], 'paper_out'],
  [[0x12, 0x12, 0x72], 'paper_out'],
  // The roll is near its end, but still prints.
  [[0x12, 0x12, 0x1e], null],
  [[0x1a, 0x52, 0x12], 'fault'],
  [[0x1a, 0x12, 0x12], 'offline'],
])('the status bytes %j mean %s', (bytes, problem) => {
  expect(problemOf(bytes)).toBe(problem);
});
