import { Injectable, Logger } from '@nestjs/common';
import { Refusal } from '@passline/contracts';
import type { KeyCaller } from '../../common/access/caller.ts';
import { isSameSecret } from '../../common/access/is-same-secret.ts';
import type { ApiKeyDoc } from './api-key.schema.ts';
import { parseToken } from './api-key-token.ts';
import { ApiKeysRepository } from './api-keys.repository.ts';

/** Its use is written this seldom by each process, so that a busy key costs no write per request. */
const writeUseEveryMs = 60_000;

/** Finds the API key of a token. A key is read once and kept for a moment, like sessions are. */
@Injectable()
export class ApiKeyAuthentication {
  readonly #log = new Logger('ApiKeys');
  readonly #writtenAt = new Map<string, number>();

  constructor(private readonly keys: ApiKeysRepository) {}

  async callerOf(token: string): Promise<KeyCaller> {
    const claim = parseToken(token);
    const key = claim && (await this.keys.known(claim.id));
    if (!key || !isSameSecret(claim.hash, key.hash))
      throw new Refusal('token_invalid', 'This API key is not valid. Check that it was copied completely.');
    const caller = callerFrom(key);
    this.#noteUse(key._id);
    return caller;
  }

  /** For connections that live longer than the check of their key. */
  async recheck(id: string): Promise<KeyCaller> {
    const key = await this.keys.known(id);
    if (!key) throw new Refusal('token_invalid', 'This API key does not exist.');
    return callerFrom(key);
  }

  forget(id: string): void {
    this.keys.forget(id);
  }

  /** Nobody waits for it: a request must not fail or wait because its time could not be written. */
  #noteUse(id: string): void {
    const now = Date.now();
    if (now - (this.#writtenAt.get(id) ?? 0) < writeUseEveryMs) return;
    this.#writtenAt.set(id, now);
    this.keys.markUsed(id, new Date(now)).catch((error: unknown) => {
      this.#writtenAt.delete(id);
      this.#log.warn({ err: error, keyId: id, msg: 'the last use of an API key was not written' });
    });
  }
}

function callerFrom({ _id: id, name, restaurantId, scopes, expiresAt, revokedAt }: ApiKeyDoc): KeyCaller {
  if (revokedAt) throw new Refusal('key_revoked', `The API key "${name}" was revoked. Create another one.`);
  if (expiresAt <= new Date())
    throw new Refusal(
      'key_expired',
      `The API key "${name}" expired on ${expiresAt.toISOString().slice(0, 10)}. Create another one.`,
    );
  return { kind: 'key', id, role: 'key', name, restaurantId, scopes, tokenExpiresAt: expiresAt };
}
