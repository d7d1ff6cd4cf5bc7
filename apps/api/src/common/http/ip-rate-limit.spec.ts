import type { IncomingMessage } from 'node:http';
import { Strangers, addressOf } from './ip-rate-limit.ts';

const from = (remoteAddress: string, forwarded?: string) =>
  ({
    socket: { remoteAddress },
    headers: { ...(forwarded !== undefined && { 'x-forwarded-for': forwarded }) },
  }) as unknown as IncomingMessage;
const proxy = (address: string) => address.startsWith('10.');

test.each([
  ['nobody between', from('203.0.113.1'), '203.0.113.1'],
  ['a liar', from('203.0.113.1', '198.51.100.7'), '203.0.113.1'],
  ['a proxy of ours', from('10.0.0.1', '198.51.100.7'), '198.51.100.7'],
  ['a proxy of ours, and a liar before it', from('10.0.0.1', '1.2.3.4, 198.51.100.7'), '198.51.100.7'],
  ['two proxies of ours', from('10.0.0.1', '198.51.100.7, 10.0.0.2'), '198.51.100.7'],
  ['a proxy that says nothing', from('10.0.0.1'), '10.0.0.1'],
])('with %s the address is the last one that is believed', (_, request, address) => {
  expect(addressOf(request, proxy)).toBe(address);
});

test('knocking too often ends for one address, and for that one alone', () => {
  const strangers = new Strangers(0.01, proxy);
  const knocks = Array.from({ length: 15 }, () => strangers.mayKnock(from('203.0.113.1')));
  expect(knocks.slice(0, 10)).not.toContain(false);
  expect(knocks).toContain(false);
  expect(strangers.mayKnock(from('203.0.113.2'))).toBe(true);
});
