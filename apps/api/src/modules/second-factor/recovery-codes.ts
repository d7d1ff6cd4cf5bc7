import { createHash } from 'node:crypto';
import { firstPassword, recoveryCodeCount } from '@passline/contracts';

/** Random and long, so that a plain hash is enough: neither a code nor its hash can be guessed. */
export const newRecoveryCodes = (): string[] => Array.from({ length: recoveryCodeCount }, firstPassword);

/** Of an account, so that equal hashes of two accounts mean nothing. */
export const recoveryHash = (userId: string, code: string): string =>
  createHash('sha256')
    .update(`${userId}\n${code.toLowerCase().replaceAll(/[\s-]/g, '')}`)
    .digest('base64url');
