/** A REST client with a time limit for each try. It repeats a call at the next node while there is no answer, 429 or 503. */
import { setTimeout as pause } from 'node:timers/promises';
import { type Answer, ApiClient, ApiError, type CallName, type Request } from '@passline/api-client';
import type { Session } from '@passline/contracts';

interface Options {
  token?: string;
  idempotencyKey?: string;
  /** The node of the first try. By default each call begins at the next node. */
  firstNode?: number;
}

const tryLimitMs = 10_000;
const giveUpAfterMs = 180_000;

export class Client {
  readonly #nodes: readonly ApiClient[];
  #turn = 0;
  /** The number of tries without an answer, and of those answered with 503 or 429. */
  readonly repeats = { unanswered: 0, unavailable: 0, throttled: 0 };

  constructor(urls: readonly string[]) {
    this.#nodes = urls.map((baseUrl) => new ApiClient({ baseUrl, timeoutMs: tryLimitMs }));
  }

  /** Rejects with the ApiError of any other answer, and after three minutes without one. */
  async call<N extends CallName>(
    name: N,
    request: Request<N>,
    { token, idempotencyKey, firstNode = (this.#turn += 1) }: Options = {},
  ): Promise<Answer<N>> {
    const options = {
      ...(token !== undefined && { headers: { authorization: `Bearer ${token}` } }),
      ...(idempotencyKey !== undefined && { idempotencyKey }),
    };
    const giveUpAt = Date.now() + giveUpAfterMs;
    for (let turn = firstNode; ; turn += 1) {
      const node = this.#nodes[turn % this.#nodes.length];
      if (!node) throw new Error('the client knows no node');
      try {
        const sent: Promise<unknown> = node.call<CallName>(name, request, options);
        return (await sent) as Answer<N>;
      } catch (error) {
        if (!(error instanceof ApiError) || !this.#countRepeat(error.status)) throw error;
        if (Date.now() > giveUpAt)
          throw new Error(
            `${name}: no answer for ${giveUpAfterMs / 1000} s, the last was: ${error.message}`,
            {
              cause: error,
            },
          );
      }
      await pause(200 + Math.random() * 300);
    }
  }

  #countRepeat(status: number): boolean {
    if (status === 0) this.repeats.unanswered += 1;
    else if (status === 503) this.repeats.unavailable += 1;
    else if (status === 429) this.repeats.throttled += 1;
    else return false;
    return true;
  }

  signIn(email: string, password = 'passline-demo'): Promise<Session> {
    return this.call('login', { body: { email, password } });
  }
}

/** A demo account whose access token is renewed before it expires. */
export class Account {
  readonly email: string;
  readonly #client: Client;
  #session: Session;

  private constructor(client: Client, email: string, session: Session) {
    this.#client = client;
    this.email = email;
    this.#session = session;
  }

  static async signIn(client: Client, email: string): Promise<Account> {
    return new Account(client, email, await client.signIn(email));
  }

  get token(): string {
    return this.#session.accessToken;
  }

  get user(): Session['user'] {
    return this.#session.user;
  }

  async renew(): Promise<void> {
    this.#session = await this.#client.signIn(this.email);
  }
}
