import { createHmac, hkdfSync } from 'node:crypto';
import { isSameSecret } from '../../common/access/is-same-secret.ts';

/**
 * Proves that a device has signed in to an account before, so that its owner can sign in while unknown devices have to
 * wait. It grants no access by itself. It is derived from the server's secret, the account and the session that issued
 * it, and is never stored.
 */
export class DeviceTokens {
  readonly #key: Buffer;
  readonly #keys: readonly Buffer[];

  constructor(secret: string, previous: readonly string[] = []) {
    this.#key = keyFrom(secret);
    this.#keys = [this.#key, ...previous.map(keyFrom)];
  }

  issue(email: string, sessionId: string): string {
    return `${sessionId}.${proofBy(this.#key, email, sessionId)}`;
  }

  /** The id of the device, or null when the token is not valid for this account. */
  read(token: string, email: string): string | null {
    const [, device = '', proof = ''] = /^([\w-]{1,64})\.([\w-]{43})$/.exec(token) ?? [];
    return this.#keys.some((key) => isSameSecret(proof, proofBy(key, email, device))) ? device : null;
  }
}

const keyFrom = (secret: string) => Buffer.from(hkdfSync('sha256', secret, '', 'passline device token', 32));

const proofBy = (key: Buffer, email: string, device: string) =>
  createHmac('sha256', key).update(`${device}\n${email}`).digest('base64url');
