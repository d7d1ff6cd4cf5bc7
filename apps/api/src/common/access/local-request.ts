import { BlockList, isIPv4 } from 'node:net';
import type { Request } from 'express';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

const proxyHeaders = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'];

/**
 * Whether a client on this machine sent the request. A proxy on this machine also connects from loopback, but on behalf
 * of remote clients, so a request with a proxy's header is never local.
 */
export function isLocalRequest(request: Pick<Request, 'headers' | 'socket'>): boolean {
  if (proxyHeaders.some((header) => request.headers[header] !== undefined)) return false;
  const address = request.socket.remoteAddress?.replace(/^::ffff:/, '') ?? '';
  return address !== '' && loopback.check(address, isIPv4(address) ? 'ipv4' : 'ipv6');
}
