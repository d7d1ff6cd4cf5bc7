import { createHmac, timingSafeEqual } from 'node:crypto';

/** How long a signature is accepted. Later, a recorded webhook cannot be replayed. */
const replayWindowSeconds = 300;

const mac = (secret: string, at: string, body: Buffer | string) =>
  createHmac('sha256', secret).update(`${at}.`).update(body).digest();

export function signed(secret: string, body: string, now: Date): string {
  const at = String(Math.floor(now.getTime() / 1000));
  return `t=${at},v1=${mac(secret, at, body).toString('hex')}`;
}

/** Null if a signature is valid, otherwise the problem. Several `v1` are allowed, for providers that change their secret. */
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
  // Compares all candidates, so that the time does not depend on which one matches.
  if (!given.map((candidate) => timingSafeEqual(candidate, expected)).includes(true))
    return 'The signature does not match the body. Check the webhook secret and sign the exact bytes of the body.';
  if (Math.abs(now.getTime() / 1000 - Number(at)) > replayWindowSeconds)
    return `The time of the signature differs by more than ${replayWindowSeconds} seconds from the server's clock.`;
  return null;
}
