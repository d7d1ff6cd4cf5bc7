import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { calls, Problem, fullPath, requestPath } from '@passline/contracts';
import { type SharedStore, openSharedStore } from '../../../tools/testing/test-store.ts';
import sharp from 'sharp';
import { Api } from './testing/api.ts';
import { OrderFixture } from './testing/order-fixture.ts';
import { eventually } from './testing/eventually.ts';
import {
  deployed,
  hasNginx,
  type NginxProcess,
  writeConfiguration,
  startNginx,
  stopProxies,
  checkConfiguration,
} from './testing/nginx.ts';
import { aurora, orderRequest, moveOrder } from './testing/orders.ts';
import { type RunningServer, startServer, stopAll, temporaryDirectory } from './testing/server.ts';
import { closeSockets } from './testing/sockets.ts';

// Several processes start and stop in each test, which takes long on a busy machine.

/** The proxy connects to the nodes from its own address, as in a separate network. */
const proxyAddress = '127.0.0.2';
const clientAddress = '127.0.0.3';

let store: SharedStore;
let nodes: [RunningServer, RunningServer];
let proxy: NginxProcess;
let through: Api;
let fixture: OrderFixture;

const here = hasNginx ? describe : describe.skip;

afterEach(closeSockets);
afterAll(async () => {
  await stopProxies();
  await stopAll();
});

here('the configuration of nginx', () => {
  const anywhere = ['http://127.0.0.1:1', 'http://127.0.0.1:2'] as const;

  const good = {
    code: 0,
    output: [expect.stringContaining('syntax is ok'), expect.stringContaining('test is successful')],
  };

  test('is valid for nginx without TLS', () => {
    expect(
      checkConfiguration(writeConfiguration({ nodes: anywhere, listen: deployed('nginx-listen.conf') })),
    ).toEqual(good);
  });

  test('is valid for nginx with TLS', () => {
    const directory = writeConfiguration({ nodes: anywhere, listen: deployed('nginx-tls.conf') });
    const tls = (name: string) => join(directory, 'tls', name);
    const made = spawnSync('openssl', [
      ...[
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:prime256v1',
        '-nodes',
        '-days',
        '1',
      ],
      ...['-subj', '/CN=passline.test', '-keyout', tls('privkey.pem'), '-out', tls('fullchain.pem')],
    ]);
    expect(made.status).toBe(0);
    expect(checkConfiguration(directory)).toEqual(good);
  });
});

here('two nodes behind nginx', () => {
  beforeAll(async () => {
    store = await openSharedStore(temporaryDirectory());
    const env = {
      MONGODB_URI: store.uri,
      JWT_SECRET: 'a secret of more than thirty-two characters',
      INTERNAL_API_KEY: 'a key for services',
      TRUSTED_PROXIES: proxyAddress,
      SOCKETS_PER_USER: '100',
    };
    const first = await startServer({ ...env, NODE_ID: 'a' });
    nodes = [first, await startServer({ ...env, NODE_ID: 'b' })];
    proxy = await startNginx([nodes[0].url, nodes[1].url], `proxy_bind ${proxyAddress};`);
    through = new Api(proxy.url);
    fixture = await OrderFixture.signIn({ ...first, url: proxy.url, api: through });
  });
  afterAll(async () => {
    await stopAll();
    await store.close();
  });

  test('both answer REST, the console and health', async () => {
    for (let tries = 0; tries < 6; tries++) await through.ok(calls.listRestaurants);
    const used = new Set([...proxy.log().matchAll(/"node":"([\d.:]+)"/g)].map(([, node]) => node));
    expect([...used].sort()).toEqual(nodes.map(({ url }) => new URL(url).host).sort());
    expect(await through.ok(calls.ready)).toMatchObject({ status: 'ok' });
  });

  test.each([[['polling']], [['websocket']], [['polling', 'websocket']]])(
    'sockets over %j reach their node with every request, and receive every event',
    async (transports) => {
      const customer = await fixture.newUser('customer');
      const connections = await Promise.all(
        Array.from({ length: 8 }, () => fixture.connect(customer, { transports })),
      );
      const { id } = await fixture.order(customer);
      await moveOrder(fixture.owner, id, 'confirmed', 'preparing', 'ready');
      for (const connection of connections) {
        await connection.next('order:status:update', ({ status }) => status === 'ready');
        await eventually(
          async () => connection.socket.io.engine.transport.name,
          (name) => name === transports.at(-1),
        );
        expect(connection.of('order:status:update')).toHaveLength(3);
      }
      const homes = connections.map((connection) =>
        (connection.socket.io.engine as unknown as { id: string }).id.slice(0, 2),
      );
      expect(new Set(homes)).toEqual(new Set(['a-', 'b-']));
    },
  );

  test('a session of a node that does not exist is rejected without effects on others', async () => {
    for (const sid of ['a-nobodynobodynobody', 'z-nobodynobodynobody', '', 'a'.repeat(500)]) {
      const response = await through.fetch(`/socket.io/?EIO=4&transport=polling&sid=${sid}`);
      expect([200, 400]).toContain(response.status);
    }
  });

  /** The client address that the audit log stores for a change requested in this way. */
  async function addressSeen(url: string, from: string, forged: Record<string, string>): Promise<string> {
    const { id } = await fixture.newUser('customer');
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const sent = request(url + requestPath(calls.changeUser, { id }), {
        method: calls.changeUser.method,
        localAddress: from,
        headers: {
          authorization: `Bearer ${fixture.operator.token}`,
          'content-type': 'application/json',
          ...forged,
        },
      });
      sent.once('error', reject).once('response', (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      sent.end(JSON.stringify({ disabled: true }));
    });
    expect(status).toBe(200);
    const { items } = await eventually(
      () => fixture.operator.ok(calls.listAudit, { query: { user: id, limit: 10 } }),
      ({ items: found }) => found.some(({ action }) => action === 'user.disabled'),
    );
    return items.find(({ action }) => action === 'user.disabled')!.origin!.ip!;
  }
  const forged = { 'x-forwarded-for': '203.0.113.7', forwarded: 'for=203.0.113.8' };

  test("the server knows the client's address through the proxy, whatever headers the client sends", async () => {
    expect(await addressSeen(proxy.url, clientAddress, forged)).toBe(clientAddress);
  });

  test('forwarded addresses are accepted from the proxy only', async () => {
    const [{ url }] = nodes;
    expect(await addressSeen(url, clientAddress, forged)).toBe(clientAddress);
    expect(await addressSeen(url, proxyAddress, forged)).toBe('203.0.113.7');
  });

  test('a picture of a dish may be larger than other bodies, and every node has it', async () => {
    const background = { r: 200, g: 90, b: 40 };
    const noise = { type: 'gaussian', mean: 128, sigma: 60 } as const;
    const photo = sharp({ create: { width: 1200, height: 900, channels: 3, background, noise } });
    const file = new Uint8Array(await photo.png({ compressionLevel: 0 }).toBuffer());
    expect(file.length).toBeGreaterThan(1_000_000);
    const params = { id: aurora, itemId: fixture.dish.id };
    const body = new Blob([file], { type: 'image/png' });
    const { picture } = await through.as(fixture.owner.token).ok(calls.putPicture, { params, body });
    for (const { url } of nodes)
      expect((await fetch(url + picture!.sizes[0]!.url)).headers.get('content-type')).toBe('image/webp');
  });

  test('a body that is too large is rejected with a problem, by nginx or by the server', async () => {
    const place = async (bytes: number) => {
      const response = await through.as(fixture.owner.token).fetch(fullPath(calls.placeOrder), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ note: 'x'.repeat(bytes) }),
      });
      return { status: response.status, problem: Problem.parse(await response.json()) };
    };
    for (const bytes of [40_000, 200_000]) {
      const { status, problem } = await place(bytes);
      expect({ bytes, status, code: problem.code }).toEqual({
        bytes,
        status: 413,
        code: 'payload_too_large',
      });
    }
  });

  test.each([
    fullPath(calls.metrics),
    '/METRICS',
    '/metrics/',
    '//metrics',
    '/%6detrics',
    fullPath(calls.internalEmit),
    '/api/v1/INTERNAL/emit',
    '/API/v1/Internal/emit',
    '/api//v1/internal/emit',
    '/api/v1/%69nternal/emit',
    '/api/v1/x/../internal/emit',
  ])('%s is not passed on to a node', async (path) => {
    // Without fetch, which would normalize the path.
    const { hostname, port } = new URL(proxy.url);
    const id = `inside-${Buffer.from(path).toString('hex')}`;
    const sent = request({ hostname, port, path, method: 'POST', headers: { 'x-request-id': id } });
    const [answer] = (await once(sent.end('{}'), 'response')) as [IncomingMessage];
    answer.resume();
    const line = await eventually(
      async () =>
        proxy
          .log()
          .split('\n')
          .find((one) => one.includes(id)),
      (found) => found !== undefined,
    );
    expect([answer.statusCode, JSON.parse(line!)]).toEqual([404, expect.objectContaining({ node: '' })]);
  });

  test('only Socket.IO requests are upgraded, and only to WebSocket', async () => {
    const upgrade = (path: string, to: string) =>
      new Promise<string>((resolve, reject) => {
        const { hostname, port } = new URL(proxy.url);
        const socket = connect(Number(port), hostname);
        socket.once('error', reject);
        socket.once('data', (chunk) => {
          socket.destroy();
          resolve(chunk.toString().split('\r\n')[0]!);
        });
        socket.write(
          `GET ${path} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nConnection: Upgrade\r\nUpgrade: ${to}\r\n` +
            'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
        );
      });
    const restaurants = fullPath(calls.listRestaurants);
    expect(await upgrade('/socket.io/?EIO=4&transport=websocket', 'websocket')).toContain('101');
    expect(await upgrade('/socket.io/?EIO=4&transport=polling', 'h2c')).toContain('200');
    expect(await upgrade(restaurants, 'websocket')).toContain('200');
    for (const to of ['h2c', 'TLS/1.2']) expect(await upgrade(restaurants, to)).toContain('200');
  });

  test('another origin may not connect through the proxy, our own may', async () => {
    const ask = (origin: string) =>
      through.fetch('/socket.io/?EIO=4&transport=polling', { headers: { origin } });
    expect((await ask(proxy.url)).status).toBe(200);
    expect((await ask('https://elsewhere.example')).status).toBe(403);
  });

  test("both logs contain the answer's request id, and neither contains its secrets", async () => {
    const response = await through
      .as(undefined, { 'x-request-id': 'find-me-in-both' })
      .send(calls.track, { params: { token: 'a-secret-tracking-token' }, query: { private: 'words' } });
    expect(response.headers.get('x-request-id')).toBe('find-me-in-both');
    const line = await eventually(
      async () =>
        proxy
          .log()
          .split('\n')
          .find((one) => one.includes('find-me-in-both')),
      (found) => found !== undefined,
    );
    expect(JSON.parse(line!)).toMatchObject({
      path: fullPath(calls.track),
      // For the query, which this call does not know.
      status: 400,
      requestId: 'find-me-in-both',
    });
    for (const secret of ['a-secret-tracking-token', 'private', fixture.owner.token, 'sid='])
      expect(proxy.log()).not.toContain(secret);
  });

  test('no request fails when one node dies; without both the answer is 503 with Retry-After', async () => {
    const [first, second] = nodes;
    await second.stop('SIGKILL');
    const customer = await fixture.newUser('customer');
    for (let count = 0; count < 6; count++)
      await customer.ok(calls.placeOrder, { body: orderRequest(fixture.dish, { fulfilment: 'pickup' }) });
    const connection = await fixture.connect(customer, { transports: ['polling'] });
    await connection.ok('register');
    connection.close();

    await first.stop('SIGKILL');
    const response = await customer.send(calls.track, { params: { token: 'another-secret-token' } });
    expect({ status: response.status, retryAfter: response.headers.get('retry-after') }).toEqual({
      status: 503,
      retryAfter: '1',
    });
    const problem = Problem.parse(await response.json());
    expect(problem).toMatchObject({ status: 503, code: 'unavailable', retryAfter: 1 });
    expect(response.headers.get('x-request-id')).toBe(problem.requestId);
    expect(proxy.log()).not.toContain('another-secret-token');
  });
});
