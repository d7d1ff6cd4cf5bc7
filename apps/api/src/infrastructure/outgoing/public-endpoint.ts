import { lookup as resolve } from 'node:dns';
import { BlockList, type LookupFunction, isIP } from 'node:net';
import { Refusal } from '@passline/contracts';

/** Private and reserved networks. No public service is there, but internal servers may be. */
const internal = new BlockList();
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  internal.addSubnet(net, bits, 'ipv4');
// In IPv6 only global unicast addresses are public. Everything else is internal, a tunnel, or unassigned.
const globalUnicast = new BlockList();
globalUnicast.addSubnet('2000::', 3, 'ipv6');
for (const [net, bits] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  internal.addSubnet(net, bits, 'ipv6');

export function isPublic(address: string): boolean {
  if (isIP(address) === 4) return !internal.check(address, 'ipv4');
  return isIP(address) === 6 && globalUnicast.check(address, 'ipv6') && !internal.check(address, 'ipv6');
}

/**
 * Prevents SSRF: clients choose the endpoints that this server calls, so without this check a signed-in user could make it
 * call internal servers. `guardedLookup` checks host names again when they are resolved.
 */
export function assertPublic(endpoint: string, local: boolean, field = 'endpoint'): void {
  const { protocol, hostname, username, password } = new URL(endpoint);
  const host = hostname.replace(/^\[|\]$/g, '');
  const issue =
    username || password
      ? 'must not contain a user name or password'
      : local
        ? null
        : protocol !== 'https:'
          ? 'must begin with https://'
          : (isIP(host) ? !isPublic(host) : isLocalName(host))
            ? 'must be a host on the public internet'
            : null;
  if (issue)
    throw new Refusal('validation_failed', `${field}: ${issue}`, {
      errors: [{ path: field, message: issue }],
    });
}

const isLocalName = (host: string) =>
  !host.includes('.') || /\.(localhost|local|internal|lan|home|arpa|invalid|test)\.?$/i.test(host);

/** Checks the resolved addresses at the time of the connection, because DNS answers can change after `assertPublic`. */
export const guardedLookup: LookupFunction = (hostname, options, callback) => {
  resolve(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) {
      callback(error, '', 0);
      return;
    }
    const [first] = addresses;
    if (!first || addresses.some(({ address }) => !isPublic(address))) {
      callback(new Error(`${hostname} is not on the public internet`), '', 0);
      return;
    }
    if (options.all) callback(null, addresses);
    else callback(null, first.address, first.family);
  });
};
