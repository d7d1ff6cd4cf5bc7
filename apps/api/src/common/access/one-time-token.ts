import { createHash, randomBytes } from 'node:crypto';

/** What its holder sends back. The store has only its hash. */
export const newOneTimeToken = (): string => randomBytes(32).toString('base64url');

/** Tokens are random and long, so a plain hash is enough. */
export const oneTimeTokenHash = (token: string): string =>
  createHash('sha256').update(token).digest('base64url');
