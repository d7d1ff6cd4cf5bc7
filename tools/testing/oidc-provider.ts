/** A real OpenID Connect provider on loopback. It asks only for a name, and has the people that the test names. */
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { type AdapterFactory, type AdapterPayload, Provider } from 'oidc-provider';

interface ProviderClient {
  id: string;
  /** Without: a public client. */
  secret?: string;
  redirectUri: string;
}

/** The claims of a person. Their name at the provider is its `sub`. */
export interface Person {
  email?: string;
  email_verified?: boolean;
}

export interface OidcProvider {
  people: Map<string, Person>;
  close: () => Promise<void>;
}

export async function startOidcProvider(port: number, client: ProviderClient): Promise<OidcProvider> {
  const issuer = `http://127.0.0.1:${port}`;
  const people = new Map<string, Person>();
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const provider: Provider = new Provider(issuer, {
    adapter: memoryAdapter(),
    clients: [
      {
        client_id: client.id,
        redirect_uris: [client.redirectUri],
        id_token_signed_response_alg: 'ES256',
        ...(client.secret === undefined
          ? { token_endpoint_auth_method: 'none' }
          : { client_secret: client.secret }),
      },
    ],
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'ES256' }] },
    claims: { openid: ['sub'], email: ['email', 'email_verified'] },
    cookies: { keys: ['a key of the test'] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_, { uid }) => `/interaction/${uid}` },
    ttl: {
      AccessToken: 600,
      AuthorizationCode: 60,
      Grant: 600,
      IdToken: 3600,
      Interaction: 600,
      Session: 600,
    },
    pkce: { required: () => true },
    findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ sub, ...people.get(sub) }) }),
    // Nobody is asked whether Passline may know their address.
    loadExistingGrant: async ({ oidc }) => {
      const grant = new provider.Grant({
        clientId: client.id,
        accountId: oidc.session?.accountId ?? '',
      });
      grant.addOIDCScope('openid email');
      await grant.save();
      return grant;
    },
  });
  const answer = provider.callback();
  const server = createServer((request, response) => {
    if (request.url?.startsWith('/interaction/')) {
      signIn(provider, request, response).catch((error: unknown) => {
        response.writeHead(500).end(String(error));
      });
    } else void answer(request, response);
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    people,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** The one of the package is in memory too, and warns of that at each start. */
function memoryAdapter(): AdapterFactory {
  const all = new Map<string, AdapterPayload>();
  const done = Promise.resolve();
  return (kind) => ({
    upsert: (id, payload) => {
      all.set(`${kind} ${id}`, payload);
      return done;
    },
    find: (id) => Promise.resolve(all.get(`${kind} ${id}`)),
    findByUid: (uid) => Promise.resolve([...all.values()].find((payload) => payload.uid === uid)),
    findByUserCode: () => done,
    consume: (id) => {
      const found = all.get(`${kind} ${id}`);
      if (found) found['consumed'] = true;
      return done;
    },
    destroy: (id) => {
      all.delete(`${kind} ${id}`);
      return done;
    },
    revokeByGrantId: (grantId) => {
      for (const [key, payload] of all) if (payload.grantId === grantId) all.delete(key);
      return done;
    },
  });
}

const page = `<!doctype html><html lang="en"><title>Provider</title><link rel="icon" href="data:,"><form method="post">
  <label>Name <input name="name"></label>
  <button name="act" value="enter">Enter</button> <button name="act" value="cancel">Cancel</button>
</form></html>`;

async function signIn(provider: Provider, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method !== 'POST') {
    response.writeHead(200, { 'content-type': 'text/html' }).end(page);
    return;
  }
  const form = new URLSearchParams(await text(request));
  const result =
    form.get('act') === 'cancel'
      ? { error: 'access_denied' }
      : { login: { accountId: form.get('name') ?? '' } };
  await provider.interactionFinished(request, response, result);
}

/** A browser as far as a sign-in needs one: it keeps cookies, follows redirects and fills the form of the provider in. */
export class CookieBrowser {
  readonly #cookies = new Map<string, string>();

  /** The value of a cookie, whatever the server. As in browsers, ports of one host share them. */
  cookie(name: string): string | undefined {
    return this.#cookies.get(name);
  }

  keep(name: string, value: string): void {
    this.#cookies.set(name, value);
  }

  async open(address: string | URL, init: RequestInit = {}): Promise<Response> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { ...(init.headers as Record<string, string> | undefined), ...(cookie && { cookie }) };
    const response = await fetch(address, { redirect: 'manual', ...init, headers });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '') this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
    return response;
  }

  /** Where a redirect leads. */
  async redirectOf(address: string | URL, init: RequestInit = {}): Promise<URL> {
    const response = await this.open(address, init);
    const to = response.headers.get('location');
    if (to === null) throw new Error(`${String(address)} answered ${response.status}, no redirect`);
    return new URL(to, address);
  }

  /** From the first page of the provider to the address with which it sends the browser back to another origin. */
  async signInAt(first: URL, name: string, act: 'enter' | 'cancel' = 'enter'): Promise<URL> {
    let at = first;
    for (let step = 0; step < 10; step += 1) {
      if (at.origin !== first.origin) return at;
      const form = at.pathname.startsWith('/interaction/') && {
        method: 'POST',
        body: new URLSearchParams({ name, act }),
      };
      at = await this.redirectOf(at, form || {});
    }
    throw new Error(`the provider does not send the browser back: ${at.href}`);
  }
}
