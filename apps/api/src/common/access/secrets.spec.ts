import { isHere, isSame } from './secrets.ts';

const from = (remoteAddress: string, headers: Record<string, string> = {}) =>
  ({ headers, socket: { remoteAddress } }) as Parameters<typeof isHere>[0];

test.each(['127.0.0.1', '127.8.8.8', '::1', '::ffff:127.0.0.1'])('%s is this machine', (address) => {
  expect(isHere(from(address))).toBe(true);
});

test.each(['10.0.0.1', '::ffff:10.0.0.1', '2001:db8::1', ''])('%p is not this machine', (address) => {
  expect(isHere(from(address))).toBe(false);
});

test.each(['x-forwarded-for', 'forwarded', 'x-real-ip', 'via'])(
  'what carries %s was passed on by a proxy',
  (name) => {
    expect(isHere(from('127.0.0.1', { [name]: '127.0.0.1' }))).toBe(false);
  },
);

test('secrets of any length can be compared', () => {
  expect(isSame('abc', 'abc')).toBe(true);
  expect(isSame('', 'abc')).toBe(false);
  expect(isSame('abcd', 'abc')).toBe(false);
});
