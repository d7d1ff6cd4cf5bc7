import { type SharedStore, openSharedStore } from '../../../tools/testing/test-store.ts';
import { calls } from '@passline/contracts';
import { OrderFixture } from './testing/order-fixture.ts';
import { aurora, moveOrder } from './testing/orders.ts';
import { eventually } from './testing/eventually.ts';
import { expectNoDeliveryAfterRevoking } from './testing/revoked-rights.ts';
import { type RunningServer, startServer, stopAll, temporaryDirectory } from './testing/server.ts';
import { Connection, closeSockets } from './testing/sockets.ts';

/** Loaded before the server's code: sets its clock back from the first moment on. */
const behind = (ms: number) =>
  `--import=data:text/javascript,${encodeURIComponent(
    `const Real = Date;
     globalThis.Date = class Date extends Real {
       constructor(...args) { if (args.length > 0) super(...args); else super(Real.now() - ${ms}); }
       static now() { return Real.now() - ${ms}; }
       static [Symbol.hasInstance](value) { return Real.prototype.isPrototypeOf(value); }
     };`,
  )}`;

/**
 * Two processes on one store that cannot send each other messages. The clock of one is ten seconds behind. They deliver
 * only what they read from the log, in the order of positions.
 */
let store: SharedStore;
let here: OrderFixture;
let there: RunningServer;

beforeAll(async () => {
  store = await openSharedStore(temporaryDirectory());
  const env = { MONGODB_URI: store.uri, JWT_SECRET: 'a secret of more than thirty-two characters' };
  here = await OrderFixture.signIn(await startServer(env));
  there = await startServer({ ...env, NODE_OPTIONS: behind(10_000) });
});
afterAll(async () => {
  await stopAll();
  await store.close();
});
afterEach(closeSockets);

test('events of one node reach clients of the other once and in order, through the log alone', async () => {
  const customer = await here.newUser('customer');
  const [near, far, atOwner] = await Promise.all([
    here.connect(customer),
    Connection.as(there.url, customer.token),
    Connection.as(there.url, here.owner.token),
  ]);
  const { id } = await here.order(customer);
  await far.next('order:new', ({ orderId }) => orderId === id);
  const joined = await far.ok('join:order', { id, after: 0 });
  await moveOrder(here.owner, id, 'confirmed', 'preparing', 'ready');
  await here.owner.ok(calls.acknowledgeOrder, { params: { id } });
  const story = (connection: Connection) =>
    connection.received.flatMap(({ event, payload, meta }) =>
      meta?.streams[`user:${customer.id}`] || meta?.streams[`restaurant:${aurora}`]
        ? `${event} ${(payload as { status?: string }).status ?? ''}`
        : [],
    );
  for (const connection of [near, far])
    await connection.next('order:status:update', ({ status }) => status === 'ready');
  await atOwner.next('order:acknowledged', ({ orderId }) => orderId === id);
  expect(joined.resync).toBe(false);
  expect(story(far)).toEqual(story(near));
  expect(new Set(story(atOwner)).size).toBe(story(atOwner).length);
});

test('a client that moves to the other node resumes at its position', async () => {
  const customer = await here.newUser('customer');
  const { id } = await here.order(customer);
  await moveOrder(here.owner, id, 'confirmed');
  const before = await here.connect(customer);
  const { seq, epoch } = await before.ok('join:order', { id, after: 0 });
  before.close();
  await moveOrder(here.owner, id, 'preparing');
  const after = await Connection.as(there.url, customer.token);
  const { missed } = await after.ok('join:order', { id, after: seq, epoch });
  await moveOrder(here.owner, id, 'ready');
  await after.next('order:status:update', ({ status, orderId }) => orderId === id && status === 'ready');
  const live = after.received.flatMap(({ meta }) => meta?.streams[`order:${id}`]?.seq ?? []);
  const told = missed.map(({ meta }) => meta.streams[`order:${id}`]!.seq);
  const places = [...told, ...live];
  expect(places).toEqual(places.map((_, index) => seq + 1 + index));
});

test('a right that is revoked at one node is revoked at the other', async () => {
  const [cook, driver] = await Promise.all([
    here.newUser('kitchen', aurora),
    here.newUser('kitchen', aurora),
  ]);
  const [atCook, atDriver] = await Promise.all([
    Connection.as(there.url, cook.token),
    Connection.as(there.url, driver.token),
  ]);
  await here.operator.ok(calls.changeUser, { params: { id: cook.id }, body: { disabled: true } });
  await here.operator.ok(calls.changeUser, { params: { id: driver.id }, body: { role: 'courier' } });
  await atCook.closed();
  await atDriver.next('access:revoked', ({ room }) => room === `restaurant:${aurora}`);
});

test('after the answer that revokes a right, no node delivers by it', async () => {
  await expectNoDeliveryAfterRevoking(here, there.url, 4);
});

test('a node whose clock is behind reports it and keeps serving', async () => {
  const health = await eventually(
    () => there.api.ok(calls.health),
    ({ checks }) => checks['clock']?.status === 'degraded',
  );
  expect(health.status).toBe('degraded');
  expect(health.checks['clock']!.detail).toMatch(/clock is (9|10)\.\d s behind the store's/);
  expect((await here.server.api.ok(calls.health)).checks['clock']).toEqual({ status: 'up' });
});
