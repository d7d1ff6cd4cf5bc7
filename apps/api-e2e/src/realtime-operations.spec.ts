import { randomUUID } from 'node:crypto';
import { createConnection } from 'node:net';
import { once } from 'node:events';
import { calls } from '@passline/contracts';
import { io } from 'socket.io-client';
import { OrderFixture, type TestUser } from './testing/order-fixture.ts';
import { eventually } from './testing/eventually.ts';
import { aurora, moveOrder } from './testing/orders.ts';
import { type RunningServer, startServer, stopAll } from './testing/server.ts';
import { Connection, closeSockets } from './testing/sockets.ts';

const key = 'a key of sixteen characters';
let fixture: OrderFixture;
let customer: TestUser;
/** A server with the default settings. The last test stops it. */
let plain: RunningServer;

beforeAll(async () => {
  const env = { INTERNAL_API_KEY: key, SOCKET_HARD_LIMIT: '200', SOCKET_HIGH_WATER: '5' };
  const [server, other] = await Promise.all([startServer(env), startServer()]);
  plain = other;
  fixture = await OrderFixture.signIn(server);
});
afterAll(stopAll);
beforeEach(async () => {
  customer = await fixture.newUser('customer');
});
afterEach(closeSockets);

const service = (given = key) => fixture.server.api.as(undefined, { 'x-internal-key': given });
const notification = () => ({
  id: randomUUID(),
  title: 'Hello',
  message: 'From a service',
  type: 'note',
  orderId: null,
  createdAt: new Date().toISOString(),
});
const emit = (body: { event: string; room: string; payload: unknown }) =>
  service().ok(calls.internalEmit, { body });
const emitRefused = async (body: { event: string; room: string; payload: unknown }, as = service()) =>
  (await as.refused(calls.internalEmit, { body })).code;

describe('another service may emit', () => {
  test('durable events of the catalogue, which are delivered, numbered and replayed like others', async () => {
    const connection = await fixture.connect(customer);
    const { order } = await fixture.orderOutForDelivery(customer);
    const room = `user:${customer.id}`;
    const payload = { orderId: order.id };
    const { id } = await emit({ event: 'order:taken', room, payload });
    const { meta } = await connection.next('order:taken');
    expect(meta!.id).toBe(id);
    const { seq, epoch } = meta!.streams[room]!;
    const { missed } = await connection.ok('sync', { streams: { [room]: { seq: seq - 1, epoch } } });
    expect(missed.filter(({ event }) => event === 'order:taken')).toMatchObject([{ payload, meta: { id } }]);
  });

  test('notifications of a user by title, message and type: stored, listed and read like any other', async () => {
    const connection = await fixture.connect(customer);
    const room = `user:${customer.id}`;
    const note = { title: 'Your table is free', message: 'Please come in.', type: 'table_free' };
    const { id } = await emit({ event: 'notification:new', room, payload: note });
    expect((await connection.next('notification:new')).payload).toMatchObject({ id, ...note, orderId: null });
    expect(await customer.ok(calls.listNotifications)).toMatchObject({
      items: [{ id, ...note, readAt: null }],
      unreadCount: 1,
    });
    await customer.ok(calls.readNotification, { params: { id } });
    expect((await customer.ok(calls.listNotifications)).unreadCount).toBe(0);
    // With an id of its own it cannot be sent twice.
    const again = { event: 'notification:new', room, payload: { ...note, id } };
    expect(await emitRefused(again)).toBe('conflict');
    expect(await emitRefused({ ...again, room: 'user:unknown' })).toBe('not_found');
  });

  test.each(['public', 'everyone'])('reaches every socket through %s, once', async (room) => {
    const connections = await Promise.all(
      ['all', 'joined'].map((storefronts) =>
        Connection.open(fixture.server.url, { token: customer.token, storefronts }),
      ),
    );
    const { id } = await emit({ event: 'notification:new', room, payload: notification() });
    for (const [index, connection] of connections.entries()) {
      const { meta } = await connection.next('notification:new');
      expect([meta!.id, Object.keys(meta!.streams)]).toEqual([id, [['public', 'everyone'][index]]]);
      await connection.caughtUp();
      expect(connection.of('notification:new')).toHaveLength(1);
    }
  });

  test('a notification with exactly the fields of the contract', async () => {
    const connection = await fixture.connect(customer);
    const { id, title, message, type, createdAt } = notification();
    const listed = { id, title, message, type, createdAt };
    await emit({ event: 'notification:new', room: `user:${customer.id}`, payload: listed });
    expect((await connection.next('notification:new')).payload).toEqual({
      ...listed,
      orderId: null,
      params: null,
    });
  });

  test('volatile events, which are not stored', async () => {
    const { order } = await fixture.orderOutForDelivery(customer);
    const connection = await fixture.connect(customer);
    await connection.ok('join:order', order.id);
    const at = new Date().toISOString();
    const payload = { orderId: order.id, location: { lat: 1, lng: 2 }, speed: null, heading: null, at };
    await emit({ event: 'delivery:location:update', room: `order:${order.id}`, payload });
    expect((await connection.next('delivery:location:update')).payload).toEqual(payload);
  });

  test('events of its own, once they are registered with a schema; the documentation lists them', async () => {
    const params = { name: 'loyalty:points' };
    const schema = {
      type: 'object',
      properties: { points: { type: 'integer', minimum: 0 } },
      required: ['points'],
      additionalProperties: false,
    };
    const room = `user:${customer.id}`;
    const points = { event: params.name, room, payload: { points: 12 } };
    expect(await emitRefused(points)).toBe('unknown_event');
    const body = { summary: 'The points of a guest have changed', schema };
    await service().ok(calls.putServiceEvent, { params, body });

    // The clients of the other tests take events of the catalogue only.
    const socket = io(fixture.server.url, { auth: { token: customer.token }, forceNew: true });
    const arrived = new Promise((resolve) => socket.once(params.name, (...received) => resolve(received)));
    await new Promise<void>((connected) => socket.once('registered', () => connected()));
    await emit(points);
    expect(await arrived).toMatchObject([{ points: 12 }, { streams: { [room]: {} } }]);
    socket.disconnect();
    for (const payload of [{ points: -1 }, { points: 1, more: true }, {}, 'many'])
      expect(await emitRefused({ ...points, payload })).toBe('validation_failed');

    const documented = async (path: string) => (await fetch(`${fixture.server.url}${path}`)).text();
    expect(JSON.parse(await documented('/docs/asyncapi.json'))).toMatchObject({
      channels: { socket: { messages: { 'loyalty.points': { title: body.summary, payload: schema } } } },
    });
    expect(await documented('/docs/events')).toContain('loyalty:points');
    expect((await service().ok(calls.listServiceEvents)).items).toMatchObject([{ ...params, ...body }]);
    await service().ok(calls.deleteServiceEvent, { params });
    expect(await emitRefused(points)).toBe('unknown_event');
    expect(await documented('/docs/events')).not.toContain('loyalty:points');
    expect((await service().refused(calls.deleteServiceEvent, { params })).code).toBe('not_found');
  });

  test('but may not register names of the catalogue, or schemas that say nothing', async () => {
    const put = async (name: string, schema: Record<string, unknown>, as = service()) =>
      (await as.refused(calls.putServiceEvent, { params: { name }, body: { summary: 'No', schema } })).code;
    const object = { type: 'object' };
    for (const name of ['order:eaten', 'chat:shout', 'auth:other'])
      expect(await put(name, object)).toBe('conflict');
    for (const name of ['points', 'Loyalty:points', 'loyalty:', 'a b:c'])
      expect(await put(name, object)).toBe('validation_failed');
    for (const schema of [{}, { type: 'string' }, { ...object, properties: { at: { type: 'tme' } } }])
      expect(await put('loyalty:points', schema)).toBe('validation_failed');
    expect(await put('loyalty:points', object, fixture.operator)).toBe('unauthorized');
  });

  test('no other event', async () => {
    const payload = notification();
    const room = `user:${customer.id}`;
    const right = { event: 'notification:new', room, payload };
    for (const event of ['nonsense', 'registered', 'access:revoked', 'error', 'toString'])
      expect(await emitRefused({ ...right, event })).toBe('unknown_event');
    for (const wrong of ['', 'nobody', 'access', 'watching order:1', 'user:', 'user:a b'])
      expect(await emitRefused({ ...right, room: wrong })).toBe('validation_failed');
    for (const wrong of [null, 5, {}, { ...payload, title: 5 }, { ...payload, title: 'be\u0007ll' }])
      expect(await emitRefused({ ...right, payload: wrong })).toBe('validation_failed');
    expect(await emitRefused(right, service('another key of a length'))).toBe('unauthorized');
    expect(await emitRefused(right, fixture.operator)).toBe('unauthorized');
  });

  test('nothing without a configured key', async () => {
    const as = plain.api.as(undefined, { 'x-internal-key': key });
    const body = { event: 'notification:new', room: 'public', payload: notification() };
    expect((await as.refused(calls.internalEmit, { body })).code).toBe('not_found');
  });
});

describe('an operator', () => {
  test('sees the connected users and their rooms', async () => {
    const connections = [await fixture.connect(customer), await fixture.connect(customer)];
    const { id } = await fixture.order(customer);
    await connections[0]!.ok('join:order', id);
    const status = await fixture.operator.ok(calls.socketStatus);
    expect(status.byRole['customer']).toBeGreaterThanOrEqual(2);
    expect(status.users.find(({ userId }) => userId === customer.id)).toMatchObject({
      name: 'customer Surname',
      role: 'customer',
      sockets: 2,
      rooms: expect.arrayContaining([`user:${customer.id}`, 'public', `order:${id}`]),
    });
    expect(status.rooms).toContainEqual({ room: `user:${customer.id}`, sockets: 2 });
    expect((await customer.refused(calls.socketStatus)).code).toBe('forbidden');
  });

  test('sees the counts of received and sent messages', async () => {
    const before = await fixture.operator.ok(calls.socketMetrics);
    const connection = await fixture.connect(customer);
    await Connection.refused(fixture.server.url, {});
    await fixture.order(customer);
    await connection.next('order:new');
    await connection.ok('ping');
    await connection.rejected('nonsense');
    const after = await fixture.operator.ok(calls.socketMetrics);
    expect(after.connections.total).toBe(before.connections.total + 1);
    expect(after.connections.failed).toBe(before.connections.failed + 1);
    expect(after.connections.peak).toBeGreaterThanOrEqual(after.connections.current);
    expect(after.messages.sent).toBeGreaterThan(before.messages.sent);
    expect(after.messages.failed).toBe(before.messages.failed + 1);
    expect(after.events['order:new']!.sent).toBeGreaterThan(before.events['order:new']?.sent ?? 0);
    expect(after.events['ping']!.received).toBe((before.events['ping']?.received ?? 0) + 1);
    expect(after.events).not.toHaveProperty('nonsense');
    expect(after.latency.p50).toBeGreaterThanOrEqual(0);
    expect(after.rooms.total).toBeGreaterThan(0);
    expect((await customer.refused(calls.socketMetrics)).code).toBe('forbidden');
  });

  test('sees the number of connections in the health report', async () => {
    await fixture.connect(customer);
    const { connections } = await fixture.server.api.ok(calls.health);
    expect(connections).toBeGreaterThanOrEqual(1);
  });

  test('sees the same figures in Prometheus', async () => {
    const text = await fixture.server.api.ok(calls.metrics);
    for (const name of [
      'connections',
      'connections_peak',
      'connections_total',
      'connections_failed_total{code="token_missing"}',
      'messages_sent_total{event="order:new"}',
      'messages_received_total{event="ping"}',
      'messages_failed_total',
      'commit_to_emit_seconds_count',
      'rooms',
      'rooms_members_average',
      'rooms_members_max',
      'replayed_total',
      'gaps_healed_total',
      'volatile_dropped_total',
      'revocations_total',
      'slow_closed_total',
      'rate_limited_total',
    ])
      expect(text).toContain(`passline_socket_${name}`);
  });
});

describe('a client that does not read', () => {
  test('is disconnected and loses nothing; other readers are not delayed', async () => {
    const room = `user:${customer.id}`;
    const [quick, slow] = [await fixture.connect(customer), await fixture.connect(customer)];
    const stuck = (slow.socket.io.engine.transport as unknown as { ws: { _socket: { pause(): void } } }).ws;
    stuck._socket.pause();
    const title = 'x'.repeat(20_000);
    const counted = async () => {
      const [, count] = /slow_closed_total (\d+)/.exec(await fixture.server.api.ok(calls.metrics))!;
      return Number(count);
    };
    const before = await counted();
    let said = 0;
    while ((await counted()) === before) {
      for (let i = 0; i < 20; i += 1) {
        await emit({ event: 'notification:new', room, payload: { ...notification(), title } });
        said += 1;
      }
    }
    await quick.next('notification:new', () => quick.of('notification:new').length === said);
    const back = await fixture.connect(customer);
    let position = { seq: 0, epoch: '' };
    let replayed = 0;
    for (let more = true; more;) {
      const answer = await back.ok('sync', { streams: { [room]: position } });
      position = answer.streams[room]!;
      replayed += answer.missed.length;
      ({ more } = answer);
    }
    expect(replayed).toBe(said);
  });
});

describe('the Admin UI', () => {
  const credentials = () => {
    const [, username, password] = /socket-admin\/\s+as (\S+), password (\S+)/.exec(fixture.server.output())!;
    return { username, password };
  };
  const refused = async (auth: unknown) =>
    (await Connection.refused(`${fixture.server.url}/admin`, auth)).message;

  test('is served by this server, without resources of other origins', async () => {
    const page = await fixture.server.api.fetch('/socket-admin/');
    expect(page.status).toBe(200);
    const html = await page.text();
    expect(html).toContain('Socket.IO Admin UI');
    expect(html).not.toMatch(/https?:\/\//);
    for (const [, file] of html.matchAll(/(?:src|href)="([^"]+)"/g))
      expect((await fixture.server.api.fetch(`/socket-admin/${file!}`)).status).toBe(200);
  });

  test('accepts the printed password', async () => {
    const connection = Connection.plain(`${fixture.server.url}/admin`, credentials());
    const stats = await new Promise<{ namespaces: { name: string }[] }>((resolve, reject) => {
      connection.once('server_stats', resolve);
      connection.once('connect_error', reject);
    });
    expect(stats.namespaces.map(({ name }) => name)).toContain('/');
    connection.disconnect();
  });

  test('rejects any other password, and survives any input', async () => {
    const { username } = credentials();
    for (const auth of [
      {},
      { username },
      { username, password: 'wrong' },
      { username, password: 5 },
      { username: { $ne: 1 }, password: [] },
      { sessionId: 'guessed', username, password: null },
      { sessionId: 'guessed' },
    ])
      expect(await refused(auth)).toBe('invalid credentials');
    const { token } = fixture.operator;
    expect(await refused({ token })).toBe('invalid credentials');
    await (await fixture.connect(customer)).caughtUp();
  });

  test('is not served in production without a configured password', async () => {
    const server = await startServer({
      NODE_ENV: 'production',
      JWT_SECRET: 'a secret of more than thirty-two characters',
    });
    expect((await server.api.fetch('/socket-admin/')).status).toBe(404);
    expect((await Connection.refused(`${server.url}/admin`, credentials())).message).toBe(
      'Invalid namespace',
    );
  });
});

describe('a failure stays limited', () => {
  test('of a malformed frame to its connection', async () => {
    const { hostname, port } = new URL(fixture.server.url);
    const frames = ['', '4', '40', '42', '42["ping"', '42[{}]', '451-["x"]', '5', '\u0000', '4'.repeat(1000)];
    for (const frame of frames) {
      const socket = new WebSocket(`ws://${hostname}:${port}/socket.io/?EIO=4&transport=websocket`);
      await once(socket, 'open');
      socket.send(frame);
      socket.send(`40${JSON.stringify({ token: customer.token })}`);
      socket.send(frame);
      socket.close();
      await once(socket, 'close');
    }
    const raw = createConnection(Number(port), hostname);
    raw.end('GET /socket.io/?EIO=4&transport=nonsense HTTP/1.1\r\n\r\n');
    await once(raw.resume(), 'close');
    await (await fixture.connect(customer)).caughtUp();
  });

  test('of a lost connection to that client: REST continues without listeners', async () => {
    const connection = await fixture.connect(customer);
    const { id } = await fixture.order(customer);
    (
      connection.socket.io.engine.transport as unknown as { ws: { _socket: { destroy(): void } } }
    ).ws._socket.destroy();
    await connection.closed();
    const staff = await fixture.connect(fixture.owner);
    await moveOrder(fixture.owner, id, 'confirmed');
    // REST answers before the event is in the log: once staff have it, the customer's replay has it too.
    await staff.next('order:status:update', (update) => update.orderId === id);
    const again = await fixture.connect(customer);
    const { missed } = await again.ok('join:order', { id, after: 0 });
    expect(missed.map(({ event }) => event)).toContain('order:status:update');
  });
});

describe('a server that stops', () => {
  test('asks its sockets to reconnect first, and accepts no new ones', async () => {
    const other = await OrderFixture.signIn(plain);
    const connection = await other.connect(other.owner);
    const stopped = plain.stop();
    const { payload } = await connection.next('server:drain');
    expect(payload.reconnectAfterMs).toBeGreaterThanOrEqual(0);
    await connection.closed();
    expect(await stopped).toBe(0);
  });
});

test('the screens of a restaurant are counted while they are connected', async () => {
  const connection = await fixture.connect(fixture.owner);
  const inRestaurant = async () =>
    (await fixture.operator.ok(calls.socketStatus)).rooms.find(({ room }) => room === `restaurant:${aurora}`)
      ?.sockets;
  expect(await inRestaurant()).toBe(1);
  connection.close();
  await eventually(inRestaurant, (sockets) => sockets === undefined);
});
