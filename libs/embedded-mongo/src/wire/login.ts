import { createHash, timingSafeEqual } from 'node:crypto';
import { Binary } from 'bson';
import type { Doc } from '../bson/document.ts';
import { MongoFailure } from '../failure.ts';

/** What a driver asks before it presents its secret. */
const open = new Set(['hello', 'ismaster', 'isMaster']);

/** One connection's right to commands. Where there is a secret, everything but the greeting waits for it. */
export class Login {
  readonly #secret: string | null;
  #done: boolean;

  constructor(secret: string | null) {
    this.#secret = secret;
    this.#done = secret === null;
  }

  /** The answer to an attempt to log in; null when the command is for the engine. Throws when it is not allowed. */
  take(body: Doc): Doc | null {
    const [name = ''] = Object.keys(body);
    if (this.#secret !== null && name === 'saslStart') {
      this.#done = presented(body, this.#secret);
      if (!this.#done) throw new MongoFailure(18, 'Authentication failed.');
      return { conversationId: 1, done: true, payload: new Binary(Buffer.alloc(0)), ok: 1 };
    }
    if (this.#done || open.has(name)) return null;
    throw new MongoFailure(13, `Command ${name} requires authentication`);
  }
}

/** PLAIN (RFC 4616): an optional identity, a name and the secret, with zeros between. */
function presented(body: Doc, secret: string): boolean {
  const { mechanism, payload } = body;
  if (mechanism !== 'PLAIN' || !(payload instanceof Binary)) return false;
  const given = Buffer.from(payload.value()).toString('utf8').split('\0')[2] ?? '';
  return timingSafeEqual(digest(given), digest(secret));
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
