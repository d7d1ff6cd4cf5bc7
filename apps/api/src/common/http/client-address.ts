import type { IncomingMessage } from 'node:http';
import { isIPv6 } from 'node:net';

/** Whether the proxy at this address is trusted. Express derives this function from TRUSTED_PROXIES. */
export type TrustsProxy = (address: string, hop: number) => boolean;

/** The client's address as Express computes `request.ip`, for socket requests that do not pass through Express. */
export function clientAddressOf(
  { socket, headers }: Pick<IncomingMessage, 'headers' | 'socket'>,
  trustsProxy: TrustsProxy,
): string {
  const forwarded = [headers['x-forwarded-for'] ?? []].flat().join(',').split(',');
  const hops = forwarded
    .map((hop) => hop.trim())
    .filter((hop) => hop !== '')
    .reverse();
  let address = socket.remoteAddress ?? '';
  for (const [index, hop] of hops.entries()) {
    if (!trustsProxy(address, index)) break;
    address = hop;
  }
  return address;
}

/** The network of one subscriber: the IPv4 address, or the IPv6 /64 in which a subscriber can choose any address. */
export function networkOf(ip: string): string {
  const plain = ip.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
  if (!isIPv6(plain)) return plain;
  const [head = '', tail] = plain.toLowerCase().split('::');
  const groups = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  while (tail !== undefined && groups.length + after.length < 8) groups.push('0');
  return `${[...groups, ...after]
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`;
}
