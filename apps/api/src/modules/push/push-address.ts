import { lookup as resolve } from 'node:dns';
import { BlockList, type LookupFunction, isIP } from 'node:net';
import { Refusal } from '@passline/contracts';

/** Nobody's push service lives there; our own neighbours do. */
const inside = new BlockList();
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
  inside.addSubnet(net, bits, 'ipv4');
// Only what is handed out to the public: everything else is ours, a tunnel into ours, or nobody's.
const outside = new BlockList();
outside.addSubnet('2000::', 3, 'ipv6');
for (const [net, bits] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  inside.addSubnet(net, bits, 'ipv6');

export function isPublic(address: string): boolean {
  if (isIP(address) === 4) return !inside.check(address, 'ipv4');
  return isIP(address) === 6 && outside.check(address, 'ipv6') && !inside.check(address, 'ipv6');
}

/**
 * A browser names the address that this server will call: without this anybody who is signed in could have it call
 * whatever is reachable from here. Names are looked at again when they are resolved, see `guardedLookup`.
 */
export function demandEndpoint(endpoint: string, local: boolean): void {
  const { protocol, hostname, username, password } = new URL(endpoint);
  const host = hostname.replace(/^\[|\]$/g, '');
  const wrong =
    username || password
      ? 'must hold no password'
      : local
        ? null
        : protocol !== 'https:'
          ? 'must begin with https://'
          : (isIP(host) ? !isPublic(host) : isLocalName(host))
            ? 'must be an address on the public internet'
            : null;
  if (wrong)
    throw new Refusal('validation_failed', `endpoint: ${wrong}`, {
      errors: [{ path: 'endpoint', message: wrong }],
    });
}

const isLocalName = (host: string) =>
  !host.includes('.') || /\.(localhost|local|internal|lan|home|arpa|invalid|test)\.?$/i.test(host);

/** For the connection itself: a name that points inside gets none, whatever it pointed to when it was looked at before. */
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
