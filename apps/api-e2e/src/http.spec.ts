import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { Problem, calls, fullPath, requestPath } from '@passline/contracts';
import { type RunningServer, startServer, stopAll } from './testing/server.ts';

let server: RunningServer;
beforeAll(async () => {
  server = await startServer({ CORS_ORIGINS: 'https://console.example.com' });
});
afterAll(stopAll);

const login = fullPath(calls.login);
const restaurants = fullPath(calls.listRestaurants);
const json = { 'content-type': 'application/json' };
const problemOf = async (response: Response) => {
  expect(response.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  const problem = Problem.parse(await response.json());
  expect(problem.status).toBe(response.status);
  expect(response.headers.get('x-request-id')).toBe(problem.requestId);
  return problem;
};

describe('a malformed request', () => {
  test.each([
    ['an address that is none', '/api/v1/nowhere', {}, 404, 'not_found'],
    ['an address that cannot be decoded', '/%ff', {}, 400, 'validation_failed'],
    ['a method that is not for it', login, { method: 'DELETE' }, 405, 'method_not_allowed'],
    ['half a body', login, { method: 'POST', headers: json, body: '{"email":' }, 400, 'malformed_json'],
    ['a body that is no object', login, { method: 'POST', headers: json, body: '7' }, 400, 'malformed_json'],
    ['a body that is a list', login, { method: 'POST', headers: json, body: '[]' }, 400, 'validation_failed'],
    ['no body', login, { method: 'POST' }, 400, 'validation_failed'],
    [
      'a form',
      login,
      { method: 'POST', body: new URLSearchParams({ email: 'x' }) },
      415,
      'unsupported_media_type',
    ],
    ['plain text', login, { method: 'POST', body: '{}' }, 415, 'unsupported_media_type'],
    [
      'a body over the limit',
      login,
      { method: 'POST', headers: json, body: JSON.stringify({ email: 'x'.repeat(33_000) }) },
      413,
      'payload_too_large',
    ],
    [
      'an unknown encoding',
      login,
      { method: 'POST', headers: { ...json, 'content-encoding': 'morse' }, body: '{}' },
      415,
      'unsupported_media_type',
    ],
  ])('with %s is answered with a problem that has a code', async (_, path, init, status, code) => {
    expect(await problemOf(await server.api.fetch(path, init))).toMatchObject({ status, code });
  });

  test('an unknown query parameter is refused by name, so that a misspelled filter is not taken for one', async () => {
    const [owner] = await server.api.signInAll('owner');
    const problemOf = async (path: string) =>
      (await owner.fetch(`/api/v1${path}`)).json() as Promise<Problem>;
    expect(await problemOf('/orders?state=open')).toMatchObject({
      code: 'validation_failed',
      detail: 'Unknown query parameter. This call takes limit, cursor, status, restaurantId, search.',
      errors: [{ path: 'query.state' }],
    });
    expect(await problemOf('/restaurants/demo-trattoria-aurora?lang=de')).toMatchObject({
      code: 'validation_failed',
      errors: [{ path: 'query.lang', message: 'is unknown; this call takes none' }],
    });
    expect((await owner.fetch('/api/v1/orders?status=open')).status).toBe(200);
    // Who may not call learns nothing about the parameters.
    expect((await server.api.fetch('/api/v1/orders?state=open')).status).toBe(401);
    expect((await server.api.fetch('/health?from=balancer')).status).toBe(200);
  });

  test('is answered with the methods that the path allows', async () => {
    const response = await server.api.fetch(login, { method: 'DELETE' });
    expect(response.headers.get('allow')).toBe('POST');
  });

  test('cannot change prototypes', async () => {
    const body =
      '{"__proto__":{"role":"operator"},"email":"a@example.com","password":"correct horse","name":"A"}';
    const response = await server.api.fetch(fullPath(calls.register), {
      method: 'POST',
      headers: json,
      body,
    });
    const { user } = (await response.json()) as { user?: { role: string } };
    expect(user?.role ?? 'refused').toMatch(/customer|refused/);
    expect(({} as { role?: string }).role).toBeUndefined();
  });
});

describe('a request id', () => {
  const sent = async (id: string) =>
    (await server.api.as(undefined, { 'x-request-id': id }).send(calls.health)).headers.get('x-request-id');

  test('is kept when it is valid', async () => {
    expect(await sent('abc-123_DEF')).toBe('abc-123_DEF');
  });

  test.each(['short', 'with space and more', '{"level":"fatal"}', 'x'.repeat(65)])(
    '%s is replaced',
    async (id) => {
      expect(await sent(id)).toMatch(/^[\w-]{36}$/);
    },
  );
});

test("the console's page preloads the files that it needs", async () => {
  const response = await fetch(`${server.url}/sign-in`, { headers: { accept: 'text/html' } });
  const link = response.headers.get('link') ?? '';
  const files = [...link.matchAll(/<([^>]+)>; rel=(?:module)?preload/g)].map(([, file]) => file);
  expect(files.length).toBeGreaterThan(2);
  for (const file of files) {
    const { status, headers } = await fetch(`${server.url}${file}`);
    expect(status).toBe(200);
    // A script obeys the policy of its page; a copy with each module only takes time.
    expect(headers.has('content-security-policy')).toBe(!file!.endsWith('.js'));
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  }
  expect(response.headers.get('content-security-policy')).toContain("script-src 'self'");
  const worker = await fetch(`${server.url}/ngsw-worker.js`);
  expect(worker.headers.get('content-security-policy')).toContain("script-src 'self'");
});

describe('headers', () => {
  test('forbid scripts of other origins and framing', async () => {
    const { headers } = await server.api.send(calls.health);
    const policy = headers.get('content-security-policy')!;
    expect(policy).toContain("default-src 'self'");
    expect(/script-src [^;]*/.exec(policy)![0]).toBe("script-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-powered-by')).toBeNull();
  });

  test.each([
    ['an answer', restaurants, {}, 200],
    ['health', fullPath(calls.health), {}, 200],
    ['metrics', fullPath(calls.metrics), {}, 200],
    ['a request without a token', fullPath(calls.listOrders), {}, 401],
    ['a restaurant that is not there', requestPath(calls.getRestaurant, { id: 'nowhere' }), {}, 404],
    ['a call that is not there', '/api/v1/nowhere', {}, 404],
    ['a path in capitals', '/API/v1/restaurants', {}, 404],
    ['a tracking link that is not valid', requestPath(calls.track, { token: 'nonsense' }), {}, 404],
    ['a wrong method', login, { method: 'DELETE' }, 405],
    ['a wrong query', `${restaurants}?limit=many`, {}, 400],
    ['a broken body', login, { method: 'POST', headers: json, body: '{' }, 400],
    ['a large body', login, { method: 'POST', headers: json, body: `"${'x'.repeat(33_000)}"` }, 413],
    ['a socket session that is not there', '/socket.io/?EIO=4&transport=polling&sid=none', {}, 400],
    ['a socket session that is refused', '/socket.io/?EIO=4&transport=polling&j=0', {}, 403],
    ['a preflight', login, { method: 'OPTIONS', headers: { origin: 'https://evil.example' } }, 204],
  ])('forbid caches to keep %s', async (_, path, init, status) => {
    const response = await server.api.fetch(path, init);
    expect([response.status, response.headers.get('cache-control')]).toEqual([status, 'no-store']);
  });

  test.each([fullPath(calls.listOrders), '/socket.io/?EIO=4&transport=polling'])(
    'allow only the configured origins to call %s with credentials and every method',
    async (path) => {
      const preflight = async (origin: string) => {
        const { headers } = await server.api.fetch(path, {
          method: 'OPTIONS',
          headers: { origin, 'access-control-request-method': 'PUT' },
        });
        return ['origin', 'credentials', 'methods'].map((name) =>
          headers.get(`access-control-allow-${name}`),
        );
      };
      const [origin, credentials, methods] = await preflight('https://console.example.com');
      expect([origin, credentials]).toEqual(['https://console.example.com', 'true']);
      expect(methods?.split(',')).toEqual(expect.arrayContaining(['GET', 'PUT', 'PATCH', 'POST', 'DELETE']));
      expect((await preflight('https://evil.example'))[0]).toBeNull();
    },
  );

  test('allow only the configured origins to read answers', async () => {
    const allowed = async (origin: string) =>
      (await server.api.as(undefined, { origin }).send(calls.listRestaurants)).headers.get(
        'access-control-allow-origin',
      );
    expect(await allowed('https://console.example.com')).toBe('https://console.example.com');
    expect(await allowed('https://console.example.com.evil.example')).toBeNull();
    expect(await allowed('null')).toBeNull();
  });
});

test('/METRICS in another case does not expose the metrics', async () => {
  expect(await (await server.api.send(calls.metrics)).text()).toContain('process_cpu_seconds_total');
  for (const path of ['/METRICS', '/Metrics', '/metricS/']) {
    const response = await server.api.fetch(path);
    expect([response.status, response.headers.get('cache-control')]).toEqual([404, 'no-store']);
  }
});

test('a polling session cannot be opened through JSONP', async () => {
  const open = (query: string) => server.api.fetch(`/socket.io/?EIO=4&transport=polling${query}`);
  expect((await open('')).status).toBe(200);
  for (const query of ['&j=0', '&j', '&%6a=0', '&x=?&j=0']) expect((await open(query)).status).toBe(403);
});

describe('a foreign Host', () => {
  /** A request with another Host header, as after DNS rebinding. */
  const statusFor = async (url: string, host: string, path: string) => {
    const sent = request(url + path, { headers: { host } }).end();
    const [answer] = (await once(sent, 'response')) as [IncomingMessage];
    answer.resume();
    return answer.statusCode;
  };

  test('is rejected where PUBLIC_URL is set, also on loopback', async () => {
    const other = await startServer({ PUBLIC_URL: 'https://orders.example.com' });
    const socket = '/socket.io/?EIO=4&transport=polling';
    for (const path of ['/', restaurants, '/docs', fullPath(calls.metrics), '/nowhere'])
      for (const host of [
        'evil.example',
        'evil.example:3000',
        'orders.example.com.evil.example',
        '127.0.0.1.evil.example',
      ])
        expect([path, host, await statusFor(other.url, host, path)]).toEqual([path, host, 421]);
    expect(await statusFor(other.url, 'evil.example', socket)).toBe(403);
    for (const host of [
      'orders.example.com',
      'orders.example.com:8443',
      'localhost:3000',
      '127.0.0.1',
      '[::1]:3000',
    ])
      for (const path of [restaurants, socket])
        expect([path, host, await statusFor(other.url, host, path)]).toEqual([path, host, 200]);
    // Load balancers and services of the same network use their own host names.
    expect(await statusFor(other.url, 'api-1', fullPath(calls.health))).toBe(200);
    expect(await statusFor(other.url, 'api-1', fullPath(calls.internalEmit))).not.toBe(421);
  });

  test('cannot read the metrics from loopback, even without PUBLIC_URL', async () => {
    expect(await statusFor(server.url, 'evil.example', fullPath(calls.metrics))).toBe(421);
    expect(await statusFor(server.url, 'localhost:3000', fullPath(calls.metrics))).toBe(200);
    expect(await statusFor(server.url, 'any.example', restaurants)).toBe(200);
  });
});

test('answers of the API are not compressed, because their length would reveal their contents', async () => {
  const response = await server.api.send(calls.getMenu, { params: { id: 'demo-trattoria-aurora' } });
  expect(response.status).toBe(200);
  expect(response.headers.get('content-encoding')).toBeNull();
});

describe('the documentation', () => {
  test('describes exactly the calls of the contract', async () => {
    const response = await server.api.fetch('/docs/openapi.json');
    const { paths, openapi } = (await response.json()) as {
      openapi: string;
      paths: Record<string, Record<string, { operationId: string }>>;
    };
    expect(openapi).toBe('3.1.0');
    const documented = Object.values(paths).flatMap((path) =>
      Object.values(path).map((one) => one.operationId),
    );
    expect(documented.sort()).toEqual(Object.keys(calls).sort());
  });

  test('has no broken reference', async () => {
    const text = await (await server.api.fetch('/docs/openapi.json')).text();
    const { components } = JSON.parse(text) as { components: { schemas: Record<string, unknown> } };
    const named = new Set(Array.from(text.matchAll(/#\/components\/schemas\/(\w+)/g), ([, name]) => name));
    expect([...named].filter((name) => !(name! in components.schemas))).toEqual([]);
    expect(Object.keys(components.schemas).filter((name) => !named.has(name))).toEqual([]);
    expect(text).not.toContain('#/$defs');
  });

  test("is a page that works under the server's content security policy", async () => {
    const page = await (await server.api.fetch('/docs')).text();
    expect(page).not.toMatch(/<script(?![^>]*\bsrc=)/);
    const files = Array.from(page.matchAll(/(?:src|href)="([^"]+)"/g), ([, path]) => path!);
    expect(files.length).toBeGreaterThan(2);
    for (const file of files) expect((await server.api.fetch(file)).status).toBe(200);
  });

  test('explains every problem at the address in its type field', async () => {
    const { type } = await server.api.as('x').refused(calls.me);
    const [path, code] = type.split('#') as [string, string];
    expect(await (await server.api.fetch(path)).text()).toContain(`id="${code}"`);
  });
});

test('a stop does not wait for a slow sender', async () => {
  const other = await startServer({ STOP_SECONDS: '8' });
  const { port } = new URL(other.url);
  const socket = connect(Number(port), '127.0.0.1');
  socket.on('error', () => undefined);
  await new Promise<void>((resolve) => socket.once('connect', resolve));
  socket.write(`POST ${login} HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n`);
  expect(await other.stop()).toBe(0);
  socket.destroy();
});
