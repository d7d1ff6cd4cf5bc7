import { createHash, timingSafeEqual } from 'node:crypto';
import { Binary } from 'bson';
import type { Doc } from '../bson/document.ts';
import { MongoFailure } from '../execution/failure.ts';

/** The commands that a driver sends before it authenticates. */
const open = new Set(['hello', 'ismaster', 'isMaster']);

/** The authentication of one connection. If there is a secret, only `hello` is allowed before it was presented. */
export class Login {
  readonly #secret: string | null;
  #done: boolean;

  constructor(secret: string | null) {
    this.#secret = secret;
    this.#done = secret === null;
  }

  /** Answers a login command. Returns null if the command is for the engine. Throws if it is not allowed. */
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

/** SASL PLAIN (RFC 4616): an optional identity, a name and the secret, separated by zeros. */
function presented(body: Doc, secret: string): boolean {
  const { mechanism, payload } = body;
  if (mechanism !== 'PLAIN' || !(payload instanceof Binary)) return false;
  const given = Buffer.from(payload.value()).toString('utf8').split('\0')[2] ?? '';
  return timingSafeEqual(digest(given), digest(secret));
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
