import { createHmac, timingSafeEqual } from 'node:crypto';

/** How long a signed webhook is believed: it cannot be sent again by whoever has seen it. */
const replayWindowSeconds = 300;

const mac = (secret: string, at: string, body: Buffer | string) =>
  createHmac('sha256', secret).update(`${at}.`).update(body).digest();

export function signed(secret: string, body: string, now: Date): string {
  const at = String(Math.floor(now.getTime() / 1000));
  return `t=${at},v1=${mac(secret, at, body).toString('hex')}`;
}

/** Null when it fits, else what is wrong. Several `v1` are allowed: a provider that changes its secret sends both. */
export function signatureProblem(
  secret: string,
  header: string | undefined,
  body: Buffer | undefined,
  now: Date,
): string | null {
  const parts = (header ?? '').split(',').map((part) => part.trim().split('='));
  const at = parts.find(([name]) => name === 't')?.[1] ?? '';
  const given = parts.flatMap(([name, value = '']) =>
    name === 'v1' && /^[\da-f]{64}$/i.test(value) ? Buffer.from(value, 'hex') : [],
  );
  if (!/^\d{1,12}$/.test(at) || given.length === 0 || !body)
    return 'Sign the body: Passline-Signature: t=<unix seconds>,v1=<hex HMAC-SHA256 of "t.body">.';
  const expected = mac(secret, at, body);
  // Each is compared, whatever the ones before came to.
  if (!given.map((candidate) => timingSafeEqual(candidate, expected)).includes(true))
    return 'The signature does not fit the body.';
  if (Math.abs(now.getTime() / 1000 - Number(at)) > replayWindowSeconds)
    return `The signature is more than ${replayWindowSeconds} seconds away from our clock.`;
  return null;
}
