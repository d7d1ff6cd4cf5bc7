/** A REST client with a time limit for each try. It retries while there is no answer or 503. */
import { setTimeout as pause } from 'node:timers/promises';
import { accountCalls, type Call, requestPath, type Session } from '@passline/contracts';

export interface Answer {
  status: number;
  body: unknown;
}

export interface Request {
  token?: string | undefined;
  params?: Record<string, string>;
  body?: unknown;
  headers?: Record<string, string>;
}

const tryLimitMs = 10_000;
const giveUpAfterMs = 180_000;

export class Client {
  readonly #urls: readonly string[];
  #turn = 0;
  /** The number of tries without an answer, and of those answered with 503 or 429. */
  readonly repeats = { unanswered: 0, unavailable: 0, throttled: 0 };

  constructor(urls: readonly string[]) {
    this.#urls = urls;
  }

  /** Starts at the next node, or at the given one, and changes the node with each try. */
  async send(call: Call, request: Request, firstNode = (this.#turn += 1)): Promise<Answer> {
    const giveUpAt = Date.now() + giveUpAfterMs;
    for (let turn = firstNode; ; turn += 1) {
      const answer = await this.#try(this.#urls[turn % this.#urls.length] ?? '', call, request);
      if (answer.status === 0) this.repeats.unanswered += 1;
      else if (answer.status === 503) this.repeats.unavailable += 1;
      else if (answer.status === 429) this.repeats.throttled += 1;
      else return answer;
      if (Date.now() > giveUpAt)
        throw new Error(
          `${call.method} ${call.path}: no answer for ${giveUpAfterMs / 1000} s, the last was ${JSON.stringify(answer)}`,
        );
      await pause(200 + Math.random() * 300);
    }
  }

  /** Returns the body of a successful answer; throws otherwise. */
  async demand(call: Call, request: Request): Promise<unknown> {
    const { status, body } = await this.send(call, request);
    if (status >= 400) throw new Error(`${call.method} ${call.path}: ${status} ${JSON.stringify(body)}`);
    return body;
  }

  async signIn(email: string, password = 'passline-demo'): Promise<Session> {
    return (await this.demand(accountCalls.login, { body: { email, password } })) as Session;
  }

  /** Status 0 means no answer within the limit. */
  async #try(url: string, call: Call, { token, params = {}, body, headers }: Request): Promise<Answer> {
    try {
      const response = await fetch(url + requestPath(call, params), {
        method: call.method,
        signal: AbortSignal.timeout(tryLimitMs),
        headers: {
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        body: body === undefined ? null : JSON.stringify(body),
      });
      const text = await response.text();
      return { status: response.status, body: text === '' ? undefined : (JSON.parse(text) as unknown) };
    } catch (error) {
      return { status: 0, body: String(error) };
    }
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
