import { type Socket, connect } from 'node:net';
import { type Call, calls, fullPath } from '@passline/contracts';
import { io } from 'socket.io-client';
import { type RunningServer, startServer, stopAll } from './testing/server.ts';
import { closeSockets } from './testing/sockets.ts';

afterEach(closeSockets);
afterAll(stopAll);

let hosts = 0;
const anotherAddress = () => `203.0.113.${(hosts += 1)}`;
const key = 'internal key of sixteen';
const login = fullPath(calls.login);
const health = fullPath(calls.health);

describe('from one address, without a token', () => {
  let server: RunningServer;
  beforeAll(async () => {
    // A hundredth of every limit, so that it is reached with few requests.
    server = await startServer({
      RATE_LIMIT_FACTOR: '0.01',
      TRUSTED_PROXIES: 'loopback',
      INTERNAL_API_KEY: key,
      METRICS_TOKEN: 'metrics-token-of-sixteen',
    });
  });

  const statuses = async (path: string, init: RequestInit, times: number) => {
    const from = server.api.as(undefined, { 'x-forwarded-for': anotherAddress() });
    const seen: number[] = [];
    for (let i = 0; i < times; i += 1) seen.push((await from.fetch(path, init)).status);
    return seen;
  };
  const json = { 'content-type': 'application/json' };

  test.each(Object.entries<Call>(calls))('%s with invented tokens ends in 429', async (_, call) => {
    const path = fullPath(call).replaceAll(/:\w+/g, 'x');
    const seen = await statuses(
      path,
      {
        method: call.method,
        headers: { ...json, authorization: 'Bearer made.up.token', 'x-internal-key': 'made up' },
        ...(call.body && { body: '{}' }),
      },
      12,
    );
    expect(seen).toContain(429);
    expect(seen[0]).not.toBe(429);
    expect(seen.filter((status) => status >= 500)).toEqual([]);
  });

  test.each(['/', '/docs', '/docs/openapi.json', '/socket-admin/', '/nowhere.js', '/api/v1/nowhere'])(
    '%s ends in 429',
    async (path) => {
      const seen = await statuses(path, {}, 25);
      expect(seen).toContain(429);
      expect(seen[0]).not.toBe(429);
    },
  );

  test('signed-in users are not limited by anonymous callers at the same address', async () => {
    const address = { 'x-forwarded-for': anotherAddress() };
    const { accessToken } = await server.api.as(undefined, address).ok(calls.login, {
      body: { email: 'owner@demo.passline.local', password: 'passline-demo' },
    });
    const stranger = server.api.as(undefined, address);
    for (let i = 0; i < 5; i += 1) await server.api.as('made.up.token', address).send(calls.me);
    // At once: one after the other, a slow machine takes so long that the limit is never reached.
    const seen = await Promise.all(Array.from({ length: 60 }, () => stranger.fetch('/docs')));
    expect(seen.map(({ status }) => status)).toContain(429);
    await server.api.as(accessToken, address).ok(calls.me);
  });

  test.each(['polling', 'websocket'] as const)(
    'too many new sockets over %s are refused',
    async (transport) => {
      const address = anotherAddress();
      const knock = () =>
        new Promise<string>((resolve) => {
          const socket = io(server.url, {
            forceNew: true,
            reconnection: false,
            transports: [transport],
            extraHeaders: { 'x-forwarded-for': address },
            auth: { token: 'made.up.token' },
          });
          socket.once('connect_error', (error: Error) => {
            socket.close();
            resolve(error.message);
          });
        });
      const answers: string[] = [];
      for (let i = 0; i < 15; i += 1) answers.push(await knock());
      expect(answers[0]).toBe('unauthorized');
      expect(answers.at(-1)).not.toBe('unauthorized');
    },
  );
});

describe('a connection', () => {
  let server: RunningServer;
  beforeAll(async () => {
    server = await startServer({ REQUEST_SECONDS: '1' });
  });

  /** Everything that was received until the server closed the connection. */
  const rawly = (say: (socket: Socket) => void) =>
    new Promise<string>((resolve, reject) => {
      const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
      let heard = '';
      socket.on('data', (chunk: Buffer) => (heard += chunk.toString('latin1')));
      socket.once('close', () => resolve(heard));
      socket.once('error', (error: NodeJS.ErrnoException) =>
        error.code === 'ECONNRESET' || error.code === 'EPIPE' ? resolve(heard) : reject(error),
      );
      socket.once('connect', () => say(socket));
    });
  const head = (method: string, path: string, ...headers: string[]) =>
    [`${method} ${path} HTTP/1.1`, 'host: x', ...headers].join('\r\n');

  const chunked = `${head('POST', login, 'content-type: application/json', 'connection: close', 'transfer-encoding: chunked')}\r\n\r\n`;

  test('that sends its headers one by one is closed', async () => {
    const heard = await rawly((socket) => {
      socket.write(`GET ${health} HTTP/1.1\r\n`);
      const drip = setInterval(() => socket.write('x-more: 1\r\n'), 100);
      socket.once('close', () => clearInterval(drip));
    });
    expect(heard).toContain('408');
  });

  test.each([
    ['a call', login],
    ['a poll', '/socket.io/?EIO=4&transport=polling'],
  ])('that sends the body of %s one byte at a time is closed', async (_, path) => {
    const heard = await rawly((socket) => {
      socket.write(`${head('POST', path, 'content-type: application/json', 'content-length: 1000')}\r\n\r\n`);
      const drip = setInterval(() => socket.write('x'), 100);
      socket.once('close', () => clearInterval(drip));
    });
    expect(heard).not.toContain(' 200 ');
  });

  test('that sends nothing is closed', async () => {
    expect(await rawly(() => undefined)).toMatch(/^(HTTP\/1\.1 408.*)?$/s);
  });

  test('that becomes a websocket and never authenticates is closed', async () => {
    const heard = await rawly((socket) => {
      socket.write(
        `${head('GET', '/socket.io/?EIO=4&transport=websocket', 'connection: upgrade', 'upgrade: websocket', 'sec-websocket-version: 13', 'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==')}\r\n\r\n`,
      );
      // The close frame; clients that do not answer it are disconnected half a minute later.
      socket.on('data', (chunk: Buffer) => {
        if (chunk.includes(0x88)) socket.destroy();
      });
    });
    expect(heard).toContain('101 Switching Protocols');
    expect(heard).toContain('\u0088');
  });

  test.each([
    ['headers', () => `${head('GET', health, `x-large: ${'x'.repeat(20_000)}`)}\r\n\r\n`, '431'],
    ['an address', () => `${head('GET', `/${'x'.repeat(20_000)}`)}\r\n\r\n`, '431'],
    [
      'a body',
      () => {
        const length = 'content-length: 40000';
        return `${head('POST', login, 'content-type: application/json', 'connection: close', length)}\r\n\r\n${'x'.repeat(40_000)}`;
      },
      '413',
    ],
    ['chunks', () => `${chunked}9c40\r\n${'x'.repeat(40_000)}\r\n0\r\n\r\n`, '413'],
    // The server discards the excess as it arrives, as long as a request may take.
    ['chunks without an end', () => `${chunked}9c40\r\n${'x'.repeat(40_000)}\r\n`, '408'],
  ])('that sends too much as %s gets an error, and is closed', async (_, say, status) => {
    expect((await rawly((socket) => socket.write(say()))).slice(0, 12)).toBe(`HTTP/1.1 ${status}`);
  });

  test('that sends too large a poll is refused', async () => {
    const open = await server.api.fetch('/socket.io/?EIO=4&transport=polling');
    const { sid } = JSON.parse((await open.text()).slice(1)) as { sid: string };
    const path = `/socket.io/?EIO=4&transport=polling&sid=${sid}`;
    const answer = await server.api.fetch(path, { method: 'POST', body: `4${'x'.repeat(40_000)}` });
    expect(answer.status).toBe(413);
  });

  test('that sends too large a frame is closed', async () => {
    const socket = io(server.url, {
      forceNew: true,
      reconnection: false,
      transports: ['websocket'],
      autoConnect: false,
    });
    const engine = socket.io;
    const closed = new Promise<string>((resolve) => engine.once('close', resolve));
    engine.open();
    await new Promise<void>((resolve) => engine.once('open', resolve));
    engine.engine.write('x'.repeat(40_000));
    expect(await closed).toMatch(/transport/);
    socket.close();
  });

  test('of another client is still served meanwhile', async () => {
    expect((await server.api.send(calls.health)).status).toBe(200);
  });
});
