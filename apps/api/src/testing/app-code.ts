import { base32, codeOf } from '../modules/second-factor/totp.ts';

/** What an app shows now for the secret that the server has named. */
export function appCode(secret: string): string {
  const letters = new Map(
    Array.from({ length: 32 }, (_, five) => [base32(Buffer.from([five << 3]))[0], five]),
  );
  const bits = Array.from(secret, (letter) => (letters.get(letter) ?? 0).toString(2).padStart(5, '0')).join(
    '',
  );
  const bytes = (bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2));
  return codeOf(Buffer.from(bytes), Math.floor(Date.now() / 30_000));
}
