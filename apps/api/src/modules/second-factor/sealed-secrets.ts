import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';

const cipher = 'aes-256-gcm';

interface Key {
  id: string;
  key: Buffer;
}

/**
 * Seals secrets that the server must be able to read, with a key that is derived from its own secret. Who only has the
 * store or a backup of it cannot read them. The owner is sealed in, so that a secret cannot be moved to another account.
 */
export class SealedSecrets {
  readonly #current: Key;
  readonly #keys: ReadonlyMap<string, Key>;

  constructor(secret: string, previous: readonly string[] = []) {
    this.#current = keyFrom(secret);
    this.#keys = new Map([...previous.map(keyFrom), this.#current].map((key) => [key.id, key]));
  }

  seal(owner: string, secret: Buffer): string {
    const { id, key } = this.#current;
    const nonce = randomBytes(12);
    const sealing = createCipheriv(cipher, key, nonce).setAAD(Buffer.from(owner));
    const sealed = Buffer.concat([sealing.update(secret), sealing.final()]);
    return [id, nonce, sealing.getAuthTag(), sealed]
      .map((part) => (typeof part === 'string' ? part : part.toString('base64url')))
      .join('.');
  }

  /** Null: it was sealed with a key that this server no longer has, or is damaged. */
  open(owner: string, text: string): Buffer | null {
    const [id = '', ...parts] = text.split('.');
    const [nonce, tag, sealed] = parts.map((part) => Buffer.from(part, 'base64url'));
    const known = this.#keys.get(id);
    if (!known || !nonce || !tag || !sealed) return null;
    try {
      const opening = createDecipheriv(cipher, known.key, nonce, { authTagLength: 16 });
      opening.setAAD(Buffer.from(owner)).setAuthTag(tag);
      return Buffer.concat([opening.update(sealed), opening.final()]);
    } catch {
      return null;
    }
  }

  isCurrent(text: string): boolean {
    return text.startsWith(`${this.#current.id}.`);
  }
}

function keyFrom(secret: string): Key {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'passline sealed secrets', 32));
  return { id: createHash('sha256').update(key).digest('hex').slice(0, 8), key };
}
