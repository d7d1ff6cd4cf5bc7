import { isSameSecret } from './is-same-secret.ts';

test('secrets of different lengths can be compared', () => {
  expect(isSameSecret('abc', 'abc')).toBe(true);
  expect(isSameSecret('', 'abc')).toBe(false);
  expect(isSameSecret('abcd', 'abc')).toBe(false);
});
