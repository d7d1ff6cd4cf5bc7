import { createHash, timingSafeEqual } from 'node:crypto';
import { BlockList, isIPv4 } from 'node:net';
import type { Request } from 'express';

/** Takes as long for a wrong secret as for the right one, whatever their lengths. */
export function isSame(given: string, secret: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(secret));
}

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

const forwarding = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'];

/**
 * Whether a request comes from this very machine. A proxy on this machine also connects from loopback, for strangers:
 * anything that was passed on is not from here.
 */
export function isHere(request: Pick<Request, 'headers' | 'socket'>): boolean {
  if (forwarding.some((header) => request.headers[header] !== undefined)) return false;
  const address = request.socket.remoteAddress?.replace(/^::ffff:/, '') ?? '';
  return address !== '' && loopback.check(address, isIPv4(address) ? 'ipv4' : 'ipv6');
}
