import type { IncomingMessage } from 'node:http';
import { clientAddressOf, networkOf } from './client-address.ts';

const from = (remoteAddress: string, forwarded?: string) =>
  ({
    socket: { remoteAddress },
    headers: { ...(forwarded !== undefined && { 'x-forwarded-for': forwarded }) },
  }) as unknown as IncomingMessage;
const proxy = (address: string) => address.startsWith('10.');

test.each([
  ['a direct connection', from('203.0.113.1'), '203.0.113.1'],
  ['a forged header', from('203.0.113.1', '198.51.100.7'), '203.0.113.1'],
  ['a trusted proxy', from('10.0.0.1', '198.51.100.7'), '198.51.100.7'],
  ['a trusted proxy and a forged header', from('10.0.0.1', '1.2.3.4, 198.51.100.7'), '198.51.100.7'],
  ['two trusted proxies', from('10.0.0.1', '198.51.100.7, 10.0.0.2'), '198.51.100.7'],
  ['a trusted proxy that forwards no address', from('10.0.0.1'), '10.0.0.1'],
])('with %s the client address is the last one that trusted proxies report', (_, request, address) => {
  expect(clientAddressOf(request, proxy)).toBe(address);
});

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:DB8::1', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['', ''],
])('the network of %p is %p', (ip, network) => {
  expect(networkOf(ip)).toBe(network);
});
