import { sparklinePath } from './sparkline.ts';

it('grows from the right, on a ground of nothing', () => {
  expect(sparklinePath([], 3, 100, 50)).toBe('');
  expect(sparklinePath([0], 3, 100, 50)).toBe('M100.0 49.0');
  const [first, last] = sparklinePath([0, 10], 3, 100, 50).split('L');
  expect(first).toBe('M50.0 49.0');
  expect(Number(last!.split(' ')[1])).toBeCloseTo(49 - 48 / 1.1, 0);
});

it('keeps a calm figure calm: what does not move is one level line', () => {
  const heights = sparklinePath([7, 7, 7], 3, 100, 50).match(/ [\d.]+/g);
  expect(new Set(heights).size).toBe(1);
});
