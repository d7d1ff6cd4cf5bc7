import { calls, fullPath, type Call, type Session } from '@passline/contracts';

export class RestRefusal extends Error {
  readonly status: number;
  readonly code: string;
  constructor(status: number, code: string, detail: string) {
    super(`${status} ${code}: ${detail}`);
    this.status = status;
    this.code = code;
  }
}

/** The REST client of one user. It retries after lost connections, which is safe because calls are idempotent. */
export class Rest {
  readonly #url: string;
  #session: Session | undefined;

  constructor(url: string) {
    this.#url = url;
  }

  get session(): Session {
    if (!this.#session) throw new Error('not signed in: call signIn() or register() first');
    return this.#session;
  }

  async signIn(email: string, password: string): Promise<Session> {
    return (this.#session = (await this.call(calls.login, { body: { email, password } })) as Session);
  }

  async register(email: string, password: string, name: string): Promise<Session> {
    return (this.#session = (await this.call(calls.register, {
      body: { email, password, name },
    })) as Session);
  }

  async token(why: 'first' | 'expired' | 'connect' = 'connect'): Promise<string> {
    if (why === 'expired') {
      const body = { refreshToken: this.session.refreshToken };
      this.#session = (await this.call(calls.refresh, { body })) as Session;
    }
    return this.session.accessToken;
  }

  async call(
    call: Call,
    {
      params = {},
      query = {},
      body,
      headers = {},
    }: {
      params?: Record<string, string>;
      query?: Record<string, string>;
      body?: unknown;
      headers?: Record<string, string>;
    } = {},
  ): Promise<unknown> {
    const path = fullPath(call).replaceAll(/:(\w+)/g, (_, name: string) =>
      encodeURIComponent(params[name] ?? ''),
    );
    const search = new URLSearchParams(query).toString();
    for (let tries = 0; ; tries++) {
      try {
        const response = await fetch(`${this.#url}${path}${search && `?${search}`}`, {
          method: call.method,
          headers: {
            ...(this.#session && { authorization: `Bearer ${this.#session.accessToken}` }),
            ...(body !== undefined && { 'content-type': 'application/json' }),
            ...headers,
          },
          body: body === undefined ? null : JSON.stringify(body),
        });
        if (response.status === 429 || response.status === 503) throw new Error(`${response.status}`);
        const answer: unknown = response.status === 204 ? undefined : await response.json();
        if (response.ok) return answer;
        const { code, detail } = answer as { code: string; detail: string };
        throw new RestRefusal(response.status, code, detail);
      } catch (error) {
        if (error instanceof RestRefusal || tries >= 20) throw error;
        await new Promise((resolve) =>
          setTimeout(resolve, Math.min(2_000, 100 * 2 ** tries) * (0.5 + Math.random())),
        );
      }
    }
  }
}
