import { isLocalRequest } from './local-request.ts';

const from = (remoteAddress: string, headers: Record<string, string> = {}) =>
  ({ headers, socket: { remoteAddress } }) as Parameters<typeof isLocalRequest>[0];

test.each(['127.0.0.1', '127.8.8.8', '::1', '::ffff:127.0.0.1'])('a request from %s is local', (address) => {
  expect(isLocalRequest(from(address))).toBe(true);
});

test.each(['10.0.0.1', '::ffff:10.0.0.1', '2001:db8::1', ''])('a request from %p is not local', (address) => {
  expect(isLocalRequest(from(address))).toBe(false);
});

test.each(['x-forwarded-for', 'forwarded', 'x-real-ip', 'via'])(
  'a request with the header %s came through a proxy and is not local',
  (name) => {
    expect(isLocalRequest(from('127.0.0.1', { [name]: '127.0.0.1' }))).toBe(false);
  },
);
