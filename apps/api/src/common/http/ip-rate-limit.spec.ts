import type { IncomingMessage } from 'node:http';
import { IpRateLimit } from './ip-rate-limit.ts';

const from = (remoteAddress: string, forwarded?: string) =>
  ({
    socket: { remoteAddress },
    headers: { ...(forwarded !== undefined && { 'x-forwarded-for': forwarded }) },
  }) as unknown as IncomingMessage;
const proxy = (address: string) => address.startsWith('10.');

test('too many new connections are rejected for one address only', () => {
  const ipLimit = new IpRateLimit(0.01, proxy);
  const attempts = Array.from({ length: 15 }, () => ipLimit.mayConnect(from('203.0.113.1')));
  expect(attempts.slice(0, 10)).not.toContain(false);
  expect(attempts).toContain(false);
  expect(ipLimit.mayConnect(from('203.0.113.2'))).toBe(true);
});
