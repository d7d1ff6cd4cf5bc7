import type { IncomingMessage } from 'node:http';

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
