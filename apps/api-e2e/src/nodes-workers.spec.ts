import { connect } from 'node:net';
import { once } from 'node:events';
import { get, type IncomingMessage, request } from 'node:http';
import { calls, fullPath } from '@passline/contracts';
import { OrderFixture } from './testing/order-fixture.ts';
import { eventually } from './testing/eventually.ts';
import {
  expectAllReceived,
  startRecordingClient,
  type RecordingClient,
  readDueEvents,
} from './testing/ledger.ts';
import { moveOrder } from './testing/orders.ts';
import { OrderLoad } from './testing/order-load.ts';
import { runToEnd, type RunningServer, startServer, stopAll, temporaryDirectory } from './testing/server.ts';
import { Connection, closeSockets } from './testing/sockets.ts';

let server: RunningServer;
let fixture: OrderFixture;

const complete = (of: RunningServer) =>
  eventually(
    () => of.api.ok(calls.health),
    ({ status, checks }) => status === 'ok' && checks['workers']?.detail === '3 of 3 workers are running',
    30_000,
  );

beforeAll(async () => {
  server = await startServer({ WORKERS: '3', SOCKETS_PER_USER: '1000' });
  await complete(server);
  fixture = await OrderFixture.signIn(server);
});
afterAll(stopAll);
afterEach(closeSockets);

/** A session's id names the worker that it lives in. */
const workerOf = (connection: Connection): string =>
  (connection.socket.io.engine as unknown as { id: string }).id.split('.')[1]!;

test('events of one worker arrive at all workers, once and in order', async () => {
  const customer = await fixture.newUser('customer');
  const connections: Connection[] = [];
  while (new Set(connections.map(workerOf)).size < 3) connections.push(await fixture.connect(customer));
  const { id } = await fixture.order(customer);
  await moveOrder(fixture.owner, id, 'confirmed', 'preparing', 'ready');
  for (const connection of connections) {
    await connection.next('order:status:update', ({ status }) => status === 'ready');
    expect(connection.of('order:new')).toHaveLength(1);
    expect(connection.of('order:status:update').map(({ payload }) => payload.status)).toEqual([
      'confirmed',
      'preparing',
      'ready',
    ]);
    const places = connection.received.flatMap(({ meta }) => meta?.streams[`user:${customer.id}`]?.seq ?? []);
    expect(places).toEqual(places.map((_, index) => places[0]! + index));
  }
});

test('who is there in a conversation is known at every worker, live and on request', async () => {
  const customer = await fixture.newUser('customer');
  const { id } = await fixture.order(customer);
  const atCustomer = await fixture.connect(customer);
  let screen = await fixture.connect(fixture.owner);
  while (workerOf(screen) === workerOf(atCustomer)) screen = await fixture.connect(fixture.owner);
  await screen.ok('join:order', id);
  const there = async () => (await screen.ok('chat:presence', { orderId: id })).sides;
  expect(await there()).toEqual([{ side: 'customer', online: true, lastSeenAt: null }]);
  atCustomer.close();
  const { payload } = await screen.next(
    'chat:presence',
    ({ side, online }) => side === 'customer' && !online,
  );
  expect(payload).toMatchObject({ orderId: id, lastSeenAt: expect.any(String) });
  expect(await there()).toMatchObject([{ side: 'customer', online: false }]);
});

test('a long-polling session stays with its worker, also when it upgrades to a WebSocket', async () => {
  for (const transports of [['polling'], ['polling', 'websocket']]) {
    const connections: Connection[] = [];
    while (connections.length < 4 || new Set(connections.map(workerOf)).size < 2)
      connections.push(await fixture.connect(fixture.owner, { transports }));
    for (const connection of connections) {
      await eventually(
        async () => connection.socket.io.engine.transport.name,
        (name) => name === transports.at(-1),
      );
      for (let again = 0; again < 3; again += 1) await connection.ok('ping');
    }
  }
});

test('a slowly sent request is answered and delays no other request', async () => {
  const { hostname, port } = new URL(server.url);
  const socket = connect(Number(port), hostname);
  let answer = '';
  socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
  socket.write(`GET ${fullPath(calls.live)} HT`);
  const silent = Array.from({ length: 10 }, () => connect(Number(port), hostname));
  await Promise.all(silent.map((each) => once(each, 'connect')));
  for (let again = 0; again < 6; again += 1)
    expect((await server.api.as(undefined, { connection: 'close' }).send(calls.live)).status).toBe(200);
  socket.write('TP/1.1\r\nhost: here\r\nconnection: close\r\n\r\n');
  await once(socket, 'close');
  expect(answer).toMatch(/^HTTP\/1\.1 200 /);
  for (const each of silent) each.destroy();
});

/** On a connection of its own, which `fetch` cannot be made to use. */
const statusOf = (url: string) =>
  new Promise<number | undefined>((resolve, reject) =>
    get(url, { agent: false }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    }).once('error', reject),
  );

test('connections passed to a hanging worker are served by another one after its end', async () => {
  // So many that each of the workers has as many as the others.
  const { hostname, port } = new URL(server.url);
  const silent = Array.from({ length: 60 }, () => connect(Number(port), hostname));
  await Promise.all(silent.map((each) => once(each, 'connect')));
  const pid = server.workers().get(2)!;
  process.kill(pid, 'SIGSTOP');
  const answered = Array.from({ length: 24 }, () => statusOf(server.url + fullPath(calls.live)));
  // Two of three answer theirs; what the third was given waits for it.
  let done = 0;
  for (const each of answered) void each.then(() => (done += 1));
  await eventually(
    async () => done,
    (count) => count >= 12,
  );
  expect(done).toBeLessThan(24);
  process.kill(pid, 'SIGKILL');
  expect(await Promise.all(answered)).toEqual(answered.map(() => 200));
  for (const each of silent) each.destroy();
  await eventually(
    async () => server.workers().get(2),
    (again) => again !== pid,
  );
  await complete(server);
});

test('metrics, health and socket status report all workers, whichever one answers', async () => {
  const customer = await fixture.newUser('customer');
  await Promise.all(Array.from({ length: 6 }, () => fixture.connect(customer)));
  const value = (text: string, name: string) => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
  const look = async () => {
    const [metrics, health, status, counted] = await Promise.all([
      server.api
        .as(undefined, { connection: 'close' })
        .send(calls.metrics)
        .then((answer) => answer.text()),
      server.api.ok(calls.health),
      fixture.operator.ok(calls.socketStatus),
      fixture.operator.ok(calls.socketMetrics),
    ]);
    return [
      value(metrics, 'passline_socket_connections'),
      health.connections,
      status.connections,
      counted.connections.current,
      value(metrics, 'passline_workers') * 2,
    ];
  };
  for (let again = 0; again < 4; again += 1)
    await eventually(look, (seen) => seen.every((count) => count === 6));
  const mine = (await fixture.operator.ok(calls.socketStatus)).users.find(
    ({ userId }) => userId === customer.id,
  );
  expect(mine?.sockets).toBe(6);
});

test('a worker that is killed under load is replaced, and its clients resume without loss', async () => {
  const customer = await fixture.newUser('customer');
  const { session: owner } = await server.api.signIn('owner');
  const session = { ...owner, accessToken: customer.token };
  const listeners: [staff: RecordingClient[], theirs: RecordingClient[]] = [
    await Promise.all(Array.from({ length: 6 }, () => startRecordingClient(server.url, owner))),
    await Promise.all(Array.from({ length: 6 }, () => startRecordingClient(server.url, session))),
  ];
  const load = new OrderLoad(() => [server.url], owner, session, fixture.dish);
  const ended = () => server.output().match(/"msg":"worker exited"/g)?.length ?? 0;
  const before = ended();
  let killed = 0;
  const ordering = load.placeWhile(() => killed < 3 || load.placed.length < 12);
  for (const number of [1, 2, 3]) {
    const soFar = load.placed.length;
    await eventually(
      async () => load.placed.length,
      (placed) => placed >= soFar + 2,
      30_000,
    );
    process.kill(server.workers().get(number)!, 'SIGKILL');
    await eventually(
      async () => (await server.api.send(calls.health).catch(() => null))?.status,
      (status) => status === 200,
      // On a busy machine the third kill finds the two replacements still starting, so no worker answers.
      60_000,
    );
    killed += 1;
  }
  await ordering;
  await complete(server);
  for (const [index, isStaff] of [true, false].entries()) {
    const who = isStaff ? fixture.owner : customer;
    await expectAllReceived(listeners[index]!, () => readDueEvents(who, load.placed, isStaff));
  }
  for (const { live } of listeners.flat()) live.stop();
  expect(new Set(server.workers().values()).size).toBe(3);
  expect(ended() - before).toBe(3);
});

test.each(['h2c', 'TLS/1.2', 'websocket'])(
  'an upgrade to %s is ignored and the request answered',
  async (to) => {
    const headers = { connection: 'Upgrade, HTTP2-Settings', upgrade: to, 'http2-settings': 'AAEAAEAA' };
    const sent = request(server.url + fullPath(calls.listRestaurants), { headers, agent: false }).end();
    const [answer] = (await once(sent, 'response')) as [IncomingMessage];
    answer.resume();
    expect(answer.statusCode).toBe(200);
  },
);

test('the limit of sockets per user counts once for all workers', async () => {
  const other = await startServer({ WORKERS: '2', SOCKETS_PER_USER: '4' });
  await eventually(
    () => other.api.ok(calls.health),
    ({ checks }) => checks['workers']?.detail === '2 of 2 workers are running',
    30_000,
  );
  const { token } = await other.api.signIn('owner');
  const first: Connection[] = [];
  while (first.length < 2 || new Set(first.map(workerOf)).size < 2)
    first.push(await Connection.as(other.url, token));
  const rest: Connection[] = [];
  while (rest.length < 4) rest.push(await Connection.as(other.url, token));
  for (const connection of first) {
    await connection.next('replaced', ({ limit }) => limit === 4);
    await connection.closed();
  }
  for (const connection of rest) await connection.ok('ping');
  await other.stop();
});

test('all workers stop together, and a failed start logs its reason once', async () => {
  const other = await startServer({ WORKERS: '2' });
  const { code, errors } = await runToEnd({ WORKERS: '2', DATA_DIR: other.dataDir });
  expect([code, errors.trim().split('\n')]).toEqual([1, [expect.stringContaining('cannot be opened')]]);
  const { port } = new URL(other.url);
  const taken = await runToEnd({ WORKERS: '2', DATA_DIR: temporaryDirectory(), PORT: port });
  expect([taken.code, taken.errors.trim().split('\n')]).toEqual([
    1,
    [expect.stringContaining('is used by another program')],
  ]);
  const connection = await Connection.as(other.url, (await other.api.signIn('owner')).token);
  const stopped = other.stop();
  await connection.next('server:drain');
  await connection.closed();
  expect(await stopped).toBe(0);
});
