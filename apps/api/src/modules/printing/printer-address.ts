import { lookup as resolve } from 'node:dns';
import { BlockList, type LookupFunction, isIP } from 'node:net';
import { Refusal } from '@passline/contracts';
import type { Config } from '../../common/config/env.ts';

type Rules = Config['printing'];

/**
 * Prevents SSRF: owners choose addresses that this server connects to, so it connects only to the networks and ports of
 * its configuration. `guardedLookup` checks host names when they are resolved.
 */
export class PrinterAddresses {
  readonly #networks = new BlockList();
  readonly #rules: Rules;

  constructor(rules: Rules) {
    this.#rules = rules;
    for (const { address, prefix, family } of rules.networks)
      this.#networks.addSubnet(address, prefix, family);
  }

  /** False: no printer can be used. */
  get any(): boolean {
    return this.#rules.networks.length > 0;
  }

  allows(host: string, port: number): boolean {
    const { from, to } = this.#rules.ports;
    return this.any && port >= from && port <= to && (isIP(host) === 0 || this.#contains(host));
  }

  assert(host: string, port: number): void {
    const { from, to } = this.#rules.ports;
    if (!this.any)
      throw new Refusal(
        'conflict',
        'This server prints to no network printer. Its operator can allow a network with PRINTER_NETWORKS.',
      );
    const wrongPort = port < from || port > to;
    if (!wrongPort && this.allows(host, port)) return;
    const [path, message] = wrongPort
      ? ['port', from === to ? `must be ${from}` : `must be ${from} to ${to}`]
      : ['host', 'is not in a network that this server may print to'];
    throw new Refusal('validation_failed', `${path}: ${message}`, { errors: [{ path, message }] });
  }

  /** Checks every resolved address at the time of the connection, because names can change after `assert`. */
  readonly guardedLookup: LookupFunction = (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      const [first] = error ? [] : addresses;
      if (error) callback(error, '', 0);
      else if (!first || addresses.some(({ address }) => !this.#contains(address)))
        callback(new AddressNotAllowed(hostname), '', 0);
      else if (options.all) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };

  #contains(address: string): boolean {
    return this.#networks.check(address, isIP(address) === 4 ? 'ipv4' : 'ipv6');
  }
}

export class AddressNotAllowed extends Error {
  override readonly name = 'AddressNotAllowed';
  constructor(host: string) {
    super(`${host} is not in a network that this server may print to`);
  }
}
