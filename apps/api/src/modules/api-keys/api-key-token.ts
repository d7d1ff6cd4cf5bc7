import { createHash, randomBytes } from 'node:crypto';

const form = /^pl_([0-9a-f]{16})_([\w-]{43})$/;

/** A key as its program sends it: `pl_<id>_<secret>`. The id finds it in the store; the secret has 256 random bits. */
export const newToken = (): { id: string; hash: string; token: string } => {
  const id = randomBytes(8).toString('hex');
  const secret = randomBytes(32).toString('base64url');
  return { id, hash: hashOf(secret), token: `pl_${id}_${secret}` };
};

export const isApiKey = (token: string): boolean => token.startsWith('pl_');

export function parseToken(token: string): { id: string; hash: string } | null {
  const [, id, secret] = form.exec(token) ?? [];
  return id !== undefined && secret !== undefined ? { id, hash: hashOf(secret) } : null;
}

const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');
