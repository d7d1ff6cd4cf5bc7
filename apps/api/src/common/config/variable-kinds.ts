import { isIP } from 'node:net';
import { z } from 'zod';

export const flag = z.enum(['on', 'off'], 'must be on or off');
export const secret = (least: number) => z.string().min(least, `must have at least ${least} characters`);
/** The text is checked as a whole, so that every wrong value is answered with the range. */
export const numberIn = (what: string, isKind: (value: number) => boolean, least: number, most: number) =>
  z
    .string()
    .refine((text) => isKind(Number(text)) && Number(text) >= least && Number(text) <= most, {
      error: ({ input }) => `must be ${what} between ${least} and ${most}, not ${String(input)}`,
    })
    .transform(Number);
export const amount = (usual: number, least: number, most: number) =>
  numberIn('a whole number', Number.isInteger, least, most).default(usual);
/** A retention period. At least one day, because events of the last hours may still be waiting for their consumers. */
export const days = (usual: number) => amount(usual, 1, 36_500);
export const list = z.string().transform((text) =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== ''),
);
export const origins = list.refine(
  (items) => items.every((item) => URL.canParse(item) && new URL(item).origin === item),
  'must be a comma list of origins such as https://console.example.com',
);

export const tiles = z
  .string()
  .refine((url) => ['{z}', '{x}', '{y}'].every((part) => url.includes(part)), 'must contain {z}, {x} and {y}')
  .refine(
    (url) => /^\/(?!\/)/.test(url) || /^https?:\/\/(\{s\}\.)?[\w.-]+(:\d+)?\//.test(url),
    'must be an address such as https://tiles.example.com/{z}/{x}/{y}.png, or a path of this server; {s} is allowed only as the first label of the host name',
  );

/** A comma list of networks in CIDR form, or `off`. */
export const networks = z
  .string()
  .transform((text) => (text.trim() === 'off' ? [] : text.split(',').map((item) => networkOf(item.trim()))))
  .refine(
    (items) => items.every((item) => item !== null),
    'must be off, or a comma list of networks such as 192.168.1.0/24',
  )
  .transform((items) => items.filter((item) => item !== null));

function networkOf(text: string) {
  const [, address = '', digits = ''] = /^([\d.]+|[\da-f:]+)\/(\d{1,3})$/i.exec(text) ?? [];
  const version = isIP(address);
  const prefix = Number(digits);
  if (version === 0 || prefix > (version === 4 ? 32 : 128)) return null;
  return { address, prefix, family: version === 4 ? ('ipv4' as const) : ('ipv6' as const) };
}

export const portRange = z
  .string()
  .regex(/^\d{1,5}(-\d{1,5})?$/, 'must be a port or a range such as 9100-9109')
  .transform((text) => {
    const [from = 0, to = from] = text.split('-').map(Number);
    return { from, to };
  })
  .refine(({ from, to }) => from >= 1 && from <= to && to <= 65_535, 'must be ports from 1 to 65535');

/** The samplers of the OpenTelemetry specification. */
export const samplers = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const;

/** A comma list of `name=value`, where values may be percent-encoded. */
export const headers = list
  .refine(
    (items) => items.every(isHeader),
    'must be a comma list of headers such as authorization=Bearer%20abc',
  )
  .transform((items) =>
    Object.fromEntries(
      items.map((item) => {
        const at = item.indexOf('=');
        return [item.slice(0, at).trim(), decodeURIComponent(item.slice(at + 1).trim())];
      }),
    ),
  );

function isHeader(item: string): boolean {
  try {
    return /^[\w!#$%&'*+.^`|~-]+\s*=\s*[\x21-\x7e][\x20-\x7e]*$/.test(decodeURIComponent(item));
  } catch {
    return false;
  }
}

/** Tokens and the secret of the client go there, so it is https, except on this machine. */
export function isIssuer(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, search, hash, username } = new URL(text);
  const isLoopback = hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
  return (protocol === 'https:' || (protocol === 'http:' && isLoopback)) && !(search || hash || username);
}

export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
