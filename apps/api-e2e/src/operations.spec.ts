import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { get } from 'node:http';
import { fileURLToPath } from 'node:url';
import { calls, fullPath } from '@passline/contracts';
import { type RunningServer, runToEnd, startServer, stopAll, temporaryDirectory } from './testing/server.ts';

/** A server with the default settings, for all tests that neither stop nor change it. */
let server: RunningServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(stopAll);

const production = { NODE_ENV: 'production', JWT_SECRET: 'a secret of more than thirty-two characters' };

describe('a start', () => {
  test('with a wrong environment names every problem and ends with 1', async () => {
    const env = {
      DATA_DIR: temporaryDirectory(),
      NODE_ENV: 'production',
      PORT: '70000',
      METRICS_TOKEN: 'x',
      DEMO: 'maybe',
    };
    const { code, errors } = await runToEnd(env);
    expect(code).toBe(1);
    for (const name of ['PORT', 'METRICS_TOKEN', 'DEMO', 'JWT_SECRET'])
      expect(errors).toContain(`  ${name} `);
    expect(errors).not.toContain('    at ');
  });

  test('prints the addresses and demo accounts, and no secret', async () => {
    const output = server.output();
    for (const part of ['/docs', fullPath(calls.health), 'owner@demo.passline.local', 'passline-demo'])
      expect(output).toContain(part);
    expect(output).not.toContain(readFileSync(`${server.dataDir}/jwt-secret`, 'utf8').trim());
  });

  test('in production writes one line of JSON, and creates no demo data', async () => {
    const server = await startServer({ ...production });
    const lines = server
      .output()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { msg: string });
    // On a busy machine the start logs what it waits for; that line is JSON as well.
    const messages = lines.map((line) => line.msg).filter((message) => !message.startsWith('waiting for'));
    expect(messages).toEqual(['Passline is ready']);
    expect((await server.api.ok(calls.listRestaurants)).items).toEqual([]);
    expect((await server.api.ok(calls.getConsoleSettings)).demo).toBeNull();
    await server.stop();
  });

  test('in a directory that another process uses is rejected, and the other process continues', async () => {
    const { code, errors } = await runToEnd({ DATA_DIR: server.dataDir });
    expect(code).toBe(1);
    expect(errors).not.toBe('');
    await server.api.ok(calls.ready);
  });

  test('without its store ends with an error', async () => {
    const { port } = new URL(server.url);
    const { code } = await runToEnd({ DATA_DIR: temporaryDirectory(), PORT: port });
    expect(code).toBe(1);
  });
});

describe('health', () => {
  test('is ok while the store answers', async () => {
    expect(await server.api.ok(calls.health)).toMatchObject({
      status: 'ok',
      checks: { store: { status: 'up' } },
    });
    expect(await server.api.ok(calls.ready)).toMatchObject({ status: 'ok' });
    expect(await server.api.ok(calls.live)).toMatchObject({ status: 'ok', checks: {} });
  });
});

describe('metrics', () => {
  const read = ({ api }: RunningServer, headers: Record<string, string> = {}) =>
    api.as(undefined, headers).send(calls.metrics);

  test('can be read on this machine only, and not through a proxy', async () => {
    await server.api.ok(calls.listRestaurants);
    const text = await (await read(server)).text();
    expect(text).toMatch(/^process_cpu_seconds_total /m);
    expect(text).toContain(`route="${fullPath(calls.listRestaurants)}",status="200"`);
    expect((await read(server, { 'x-forwarded-for': '127.0.0.1' })).status).toBe(404);
  });

  test('require the token, if one is configured', async () => {
    const METRICS_TOKEN = 'a-token-for-the-scraper';
    const server = await startServer({ METRICS_TOKEN });
    expect((await read(server)).status).toBe(404);
    expect((await read(server, { authorization: 'Bearer wrong' })).status).toBe(404);
    const headers = { authorization: `Bearer ${METRICS_TOKEN}` };
    expect((await read(server, headers)).status).toBe(200);
    await server.stop();
  });
});

describe('a log line', () => {
  test("has the request id and the user, and nothing of the request's body", async () => {
    const server = await startServer({
      ...production,
      DEMO: 'off',
      OPERATOR_EMAIL: 'o@example.com',
      OPERATOR_PASSWORD: 'a long password',
    });
    const operator = await server.api.signIn('o@example.com', 'a long password');
    const requestId = 'find-me-again';
    await server.api
      .as(operator.session.accessToken, { 'x-request-id': requestId })
      .ok(calls.listUsers, { query: { search: 'private words' } });
    await server.api.refused(calls.login, { body: { email: 'o@example.com', password: 'wrong password' } });
    await server.stop();
    const output = server.output();
    const lines = output
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.find((line) => line['requestId'] === requestId)).toMatchObject({
      userId: operator.session.user.id,
      req: { method: 'GET', path: fullPath(calls.listUsers) },
      res: { statusCode: 200 },
    });
    expect(lines).toContainEqual(expect.objectContaining({ problem: 'bad_credentials' }));
    const { accessToken, refreshToken } = operator.session;
    for (const secret of ['a long password', 'wrong password', 'private', accessToken, refreshToken])
      expect(output).not.toContain(secret);
  });
});

describe('a stop', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)(
    'by %s answers the requests that have arrived, and exits with 0',
    async (signal) => {
      const own = await startServer();
      const request = get(own.url + fullPath(calls.listRestaurants), { agent: false });
      const answer = once(request, 'response') as Promise<[{ statusCode: number; resume: () => void }]>;
      await once(request, 'finish');
      const body = { email: 'customer@demo.passline.local', password: 'passline-demo' };
      const slow = own.api.ok(calls.login, { body });
      const [[response]] = await Promise.all([answer, slow]);
      response.resume();
      expect(response.statusCode).toBe(200);
      expect(await own.stop(signal)).toBe(0);
      expect(existsSync(`${own.dataDir}/engine.pid`)).toBe(false);
    },
  );
});

const built = existsSync(fileURLToPath(new URL('../../admin/dist/browser/index.html', import.meta.url)));
(built ? describe : describe.skip)('the console', () => {
  test('is served at every route of the console, and at no address of the API', async () => {
    const navigate = (path: string) => server.api.fetch(path, { headers: { accept: 'text/html' } });
    for (const path of ['/', '/orders/42', '/sign-in']) {
      const response = await navigate(path);
      expect(response.status).toBe(200);
      expect(response.headers.get('cache-control')).toBe('no-cache');
      expect(await response.text()).toContain('<pl-root');
    }
    for (const path of ['/api/v1/nowhere', '/docs/nowhere', '/socket-admin/nowhere', '/missing.js'])
      expect((await navigate(path)).status).toBe(404);
    expect((await server.api.fetch('/orders/42')).status).toBe(404);
    const index = await (await navigate('/')).text();
    const script = /src="([^"]+\.js)"/.exec(index)![1]!;
    const file = await server.api.fetch(`/${script}`);
    expect(file.headers.get('cache-control')).toContain('immutable');
    expect(file.headers.get('content-encoding')).toMatch(/br|gzip/);
  });
});
