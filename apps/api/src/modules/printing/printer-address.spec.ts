import type { LookupAddress } from 'node:dns';
import { readConfig } from '../../common/config/env.ts';
import { AddressNotAllowed, PrinterAddresses } from './printer-address.ts';

const addresses = (variables: Record<string, string> = {}) =>
  new PrinterAddresses(readConfig(variables).printing);

const lookedUp = (of: PrinterAddresses, host: string) =>
  new Promise<string | readonly LookupAddress[]>((resolve, reject) =>
    of.guardedLookup(host, {}, (error, found) => (error ? reject(error) : resolve(found))),
  );

test.each([
  ['192.168.1.50', 9100, true],
  ['10.20.30.40', 9109, true],
  ['172.31.0.9', 9100, true],
  ['fd12::5', 9100, true],
  ['kitchen-printer.lan', 9100, true],
  ['192.168.1.50', 6379, false],
  ['127.0.0.1', 9100, false],
  ['::1', 9100, false],
  ['169.254.169.254', 9100, false],
  ['100.64.0.1', 9100, false],
  ['172.32.0.1', 9100, false],
  ['8.8.8.8', 9100, false],
  ['fe80::1', 9100, false],
  ['2001:db8::1', 9100, false],
  ['::ffff:8.8.8.8', 9100, false],
])('outside production, %s port %i may be a printer: %s', (host, port, allowed) => {
  expect(addresses().allows(host, port)).toBe(allowed);
});

test('in production no address is allowed until the operator names networks', () => {
  const production = { NODE_ENV: 'production', JWT_SECRET: 'x'.repeat(32) };
  expect(addresses(production).any).toBe(false);
  expect(() => addresses(production).assert('192.168.1.50', 9100)).toThrow('PRINTER_NETWORKS');
  const named = addresses({ ...production, PRINTER_NETWORKS: '192.168.7.0/24', PRINTER_PORTS: '9100' });
  expect(named.allows('192.168.7.3', 9100)).toBe(true);
  expect(named.allows('192.168.7.3', 9101)).toBe(false);
  expect(named.allows('192.168.8.3', 9100)).toBe(false);
  expect(addresses({ PRINTER_NETWORKS: 'off' }).any).toBe(false);
});

test('a host name that leads to an address outside the networks is not connected to', async () => {
  await expect(lookedUp(addresses({ PRINTER_NETWORKS: '10.0.0.0/8' }), 'localhost')).rejects.toThrow(
    AddressNotAllowed,
  );
  const loopback = addresses({ PRINTER_NETWORKS: '127.0.0.0/8,::1/128' });
  expect(await lookedUp(loopback, 'localhost')).toMatch(/^(127\.|::1)/);
});

test.each(['192.168.1.0', '300.0.0.0/8', '10.0.0.0/33', 'lan', '10.0.0.0/8;x'])(
  'PRINTER_NETWORKS=%s is rejected at the start',
  (networks) => {
    expect(() => addresses({ PRINTER_NETWORKS: networks })).toThrow('PRINTER_NETWORKS must be off, or');
  },
);
