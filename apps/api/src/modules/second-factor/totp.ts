import { createHmac } from 'node:crypto';
import { isSameSecret } from '../../common/access/is-same-secret.ts';

/** Seconds for which a code is shown. All apps know this period, SHA-1 and six digits; many know no others. */
const period = 30;
const digits = 6;
/** Steps before and after the present one, for clocks that differ and codes that are typed slowly. */
const tolerance = 1;

const stepAt = (now: Date) => Math.floor(now.getTime() / 1_000 / period);

/** RFC 4226 and RFC 6238. */
export function codeOf(secret: Buffer, step: number, length = digits): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', secret).update(counter).digest();
  const offset = mac.readUInt8(mac.length - 1) & 0xf;
  const number = mac.readUInt32BE(offset) & 0x7fff_ffff;
  return String(number % 10 ** length).padStart(length, '0');
}

/** The step whose code this is; null: of none around now, or not after `lastStep`, so that no code counts twice. */
export function stepOfCode(secret: Buffer, code: string, now: Date, lastStep = -1): number | null {
  const current = stepAt(now);
  for (let step = current - tolerance; step <= current + tolerance; step += 1)
    if (isSameSecret(code, codeOf(secret, step)) && step > lastStep) return step;
  return null;
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** RFC 4648, without padding: the form in which apps take secrets. */
export function base32(bytes: Buffer): string {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{1,5}/g) ?? []).map((five) => alphabet[parseInt(five.padEnd(5, '0'), 2)]).join('');
}

/** What an app reads from a QR code. The issuer and the account are what it shows. */
export function otpauthUri(secret: Buffer, issuer: string, account: string): string {
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(account)}`;
  const query = new URLSearchParams({ secret: base32(secret), issuer });
  // Apps read + as a plus sign.
  return `otpauth://totp/${label}?${query.toString().replaceAll('+', '%20')}`;
}
