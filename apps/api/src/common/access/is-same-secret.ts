import { createHash, timingSafeEqual } from 'node:crypto';

/** Compares in constant time, also for different lengths, so that response times reveal nothing about the secret. */
export function isSameSecret(given: string, secret: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(secret));
}
