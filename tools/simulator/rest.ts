import { ApiClient } from '@passline/api-client';
import type { Session } from '@passline/contracts';

/** The REST client of one user. It retries after lost connections, which is safe because calls are idempotent. */
export class Rest {
  readonly #client: ApiClient;
  #session: Session | undefined;

  constructor(url: string) {
    this.#client = new ApiClient({ baseUrl: url, token: () => this.#session?.accessToken, retries: 20 });
    this.call = this.#client.call.bind(this.#client);
  }

  readonly call: ApiClient['call'];

  get session(): Session {
    if (!this.#session) throw new Error('not signed in: call signIn() or register() first');
    return this.#session;
  }

  async signIn(email: string, password: string): Promise<Session> {
    return (this.#session = await this.call('login', { body: { email, password } }));
  }

  async register(email: string, password: string, name: string): Promise<Session> {
    return (this.#session = await this.call('register', { body: { email, password, name } }));
  }

  async token(why: 'first' | 'expired' | 'connect' = 'connect'): Promise<string> {
    if (why === 'expired')
      this.#session = await this.call('refresh', { body: { refreshToken: this.session.refreshToken } });
    return this.session.accessToken;
  }
}
