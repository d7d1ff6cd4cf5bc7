import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type NewApiKey, calls, keyScopes, mostApiKeys } from '@passline/contracts';
import { eventually } from './testing/eventually.ts';
import { HandClock } from './testing/hand-clock.ts';
import { OrderFixture, type TestUser } from './testing/order-fixture.ts';
import { aurora, moveOrder } from './testing/orders.ts';
import { startServer, stopAll, temporaryDirectory } from './testing/server.ts';
import { Connection, closeSockets } from './testing/sockets.ts';

const dayMs = 24 * 60 * 60_000;
const dataDir = temporaryDirectory();

let clock: HandClock;
let fixture: OrderFixture;
let customer: TestUser;

beforeAll(async () => {
  clock = new HandClock();
  fixture = await OrderFixture.signIn(await startServer(clock.env, dataDir));
  customer = await fixture.newUser('customer');
});
afterEach(closeSockets);
afterAll(stopAll);

type Wanted = Partial<Parameters<typeof body>[0]>;
const body = (wanted: {
  restaurantId?: string | null;
  name?: string;
  scopes?: NewApiKey['scopes'];
  expiresInDays?: number;
}) => ({ restaurantId: aurora, name: 'Till', scopes: [...keyScopes], ...wanted });
const create = (wanted: Wanted = {}, by = fixture.owner) => by.ok(calls.createApiKey, { body: body(wanted) });
const revoke = (id: string) => fixture.owner.ok(calls.revokeApiKey, { params: { id } });
const as = ({ key }: NewApiKey) => fixture.server.api.as(key);
const connect = ({ key }: NewApiKey) => Connection.as(fixture.server.url, key);
const listed = async (id: string) =>
  (await fixture.owner.ok(calls.listApiKeys, { query: { restaurantId: aurora } })).items.find(
    (key) => key.id === id,
  );
const isStored = (text: string) =>
  readdirSync(dataDir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .some((entry) => readFileSync(join(entry.parentPath, entry.name)).includes(text));

test('a key is shown once and stored only as a hash', async () => {
  const created = await create({ name: 'Shown once' });
  const [, id, secret] = /^pl_([0-9a-f]{16})_([\w-]{43})$/.exec(created.key)!;
  expect(created.id).toBe(id);
  const { key: _, ...view } = created;
  expect(await listed(created.id)).toEqual(view);
  expect(Date.parse(view.expiresAt) - Date.parse(view.createdAt)).toBe(90 * dayMs);
  expect(view).toMatchObject({
    createdBy: { id: expect.any(String), name: expect.any(String) },
    lastUsedAt: null,
  });
  expect([isStored('Shown once'), isStored(secret!)]).toEqual([true, false]);
});

test('a key works for its restaurant, and the history and the audit log name it and no user', async () => {
  const key = await create();
  const program = as(key);
  const order = await fixture.order(customer);
  expect(
    (await program.ok(calls.listOrders, { query: { status: 'open' } })).items.map(({ id }) => id),
  ).toContain(order.id);
  const params = { id: order.id };
  expect((await program.ok(calls.acknowledgeOrder, { params })).alert.acknowledgedBy).toEqual({
    id: key.id,
    name: 'Till',
  });
  await program.ok(calls.promiseOrder, { params, body: { readyInMinutes: 20 } });
  await program.ok(calls.cancelOrder, { params, body: { code: 'too_busy' } });
  const { items } = await fixture.owner.ok(calls.getOrderEvents, { params });
  expect(items.find(({ type }) => type === 'order.cancelled')!.actor).toEqual({
    id: key.id,
    role: 'key',
    name: 'Till',
  });
  const audit = await eventually(
    () => fixture.owner.ok(calls.listRestaurantAudit, { params: { id: aurora }, query: { user: key.id } }),
    ({ items: entries }) => entries.some(({ action }) => action === 'order.cancelled'),
  );
  expect(audit.items.find(({ action }) => action === 'order.cancelled')!.actor).toEqual({
    id: key.id,
    role: 'key',
  });
  expect(audit.items.find(({ action }) => action === 'api_key.created')).toMatchObject({
    actor: { role: 'owner' },
    subject: { kind: 'API key', id: key.id },
    details: { scopes: keyScopes.join(', ') },
  });
  expect(audit.names[key.id]).toBe('Till');
  await eventually(
    () => listed(key.id),
    (it) => typeof it?.lastUsedAt === 'string',
  );
});

test('a key sees nothing of another restaurant; one for all restaurants sees each', async () => {
  const order = await fixture.order(customer);
  const params = { id: order.id };
  const theirs = as(await create({ restaurantId: 'demo-sakura-kitchen' }, fixture.otherOwner));
  expect((await theirs.refused(calls.getOrder, { params })).code).toBe('not_found');
  expect((await theirs.refused(calls.acknowledgeOrder, { params })).code).toBe('not_found');
  expect((await theirs.refused(calls.listOrders, { query: { restaurantId: aurora } })).code).toBe(
    'not_found',
  );
  expect(
    (await theirs.ok(calls.listOrders)).items.filter(({ restaurantId }) => restaurantId === aurora),
  ).toEqual([]);
  const of = { params: { id: aurora }, body: { busyMinutes: 5 } };
  expect((await theirs.refused(calls.changeStatus, of)).code).toBe('forbidden');

  const all = await create({ restaurantId: null, scopes: ['orders:read', 'live'] }, fixture.operator);
  expect((await as(all).ok(calls.getOrder, { params })).id).toBe(order.id);
  const listening = await connect(all);
  expect(listening.rooms).toEqual([]);
  await listening.ok('join:restaurant', aurora);
  const next = await fixture.order(customer);
  await listening.next('order:new', ({ orderId }) => orderId === next.id);
});

test('owners create and revoke keys of their restaurant, operators all, and others none', async () => {
  const key = await create();
  const params = { id: key.id };
  const refusal = async (by: typeof fixture.owner, wanted: Wanted) =>
    (await by.refused(calls.createApiKey, { body: body(wanted) })).code;
  expect(await refusal(fixture.otherOwner, {})).toBe('forbidden');
  expect(await refusal(fixture.owner, { restaurantId: null })).toBe('forbidden');
  expect(await refusal(await fixture.newUser('manager', aurora), {})).toBe('forbidden');
  expect(await refusal(as(key), {})).toBe('forbidden');
  expect(await refusal(fixture.operator, { restaurantId: 'no-such' })).toBe('not_found');
  for (const wanted of [{ scopes: [] }, { expiresInDays: 366 }, { expiresInDays: 0 }, { name: ' ' }])
    expect(await refusal(fixture.owner, wanted)).toBe('validation_failed');
  expect((await fixture.otherOwner.refused(calls.revokeApiKey, { params })).code).toBe('not_found');
  expect(await listed(key.id)).toBeDefined();
  await fixture.operator.ok(calls.revokeApiKey, { params });
  expect(await listed(key.id)).toBeUndefined();
  expect((await fixture.owner.refused(calls.revokeApiKey, { params })).code).toBe('not_found');
});

test('a key that is revoked is refused by name from the answer on, and its sockets are closed', async () => {
  const [key, other] = [await create(), await create({ name: 'Kitchen display' })];
  const [socket, stays] = [await connect(key), await connect(other)];
  expect(socket.of('registered')[0]!.payload).toMatchObject({
    userId: null,
    role: 'key',
    rooms: [`restaurant:${aurora}`, `storefront:${aurora}`],
  });
  await as(key).ok(calls.listOrders);
  await revoke(key.id);
  expect((await as(key).refused(calls.listOrders)).code).toBe('key_revoked');
  expect((await socket.next('access:revoked')).payload.reason).toBe('key_revoked');
  await socket.closed();
  expect(await Connection.refused(fixture.server.url, { token: key.key })).toMatchObject({
    message: 'unauthorized',
    data: { code: 'key_revoked' },
  });
  await stays.caughtUp();
});

test('a socket of a key receives what the screens receive, but not the chat, and sends only what its scopes allow', async () => {
  const listening = await connect(await create({ scopes: ['live'] }));
  const order = await fixture.order(customer);
  expect((await listening.next('order:new', ({ orderId }) => orderId === order.id)).payload).toMatchObject({
    orderNumber: order.number,
    items: [{ name: fixture.dish.name }],
  });
  await listening.ok('join:order', order.id);
  await customer.ok(calls.sendMessage, { params: { id: order.id }, body: { id: 'm1', text: 'Hello' } });
  expect((await listening.rejected('order:acknowledge', { orderId: order.id })).code).toBe('scope_missing');
  for (const [name, payload] of [
    ['chat:send', { orderId: order.id, id: 'm2', text: 'Hello' }],
    ['chat:read', { orderId: order.id, upTo: 'm1' }],
    ['delivery:status', { status: 'available' }],
    ['auth:refresh', { token: fixture.owner.token }],
  ] as const)
    expect((await listening.rejected(name, payload)).code).toBe('forbidden');
  await moveOrder(fixture.owner, order.id, 'confirmed');
  await listening.next('order:status:update', ({ orderId }) => orderId === order.id);
  expect(listening.of('chat:message')).toEqual([]);

  const acting = await connect(await create({ scopes: ['live', 'orders:write'] }));
  const second = await fixture.order(customer);
  await acting.ok('order:acknowledge', { orderId: second.id });
  const silent = await create({ scopes: ['orders:read'] });
  expect((await Connection.refused(fixture.server.url, { token: silent.key })).data.code).toBe(
    'scope_missing',
  );
});

test('invented, cut and foreign secrets are refused alike', async () => {
  const [key, other] = [await create(), await create()];
  const forged = key.key.slice(0, -43) + other.key.slice(-43);
  for (const token of [
    forged,
    key.key.slice(0, -1),
    `${key.key}x`,
    `pl_${'0'.repeat(16)}_${'a'.repeat(43)}`,
    'pl_',
  ]) {
    expect((await fixture.server.api.as(token).refused(calls.listOrders)).code).toBe('token_invalid');
    expect((await Connection.refused(fixture.server.url, { token })).data.code).toBe('token_invalid');
  }
});

test(`a restaurant has at most ${mostApiKeys} keys that can be used`, async () => {
  const by = fixture.otherOwner;
  const restaurantId = 'demo-sakura-kitchen';
  const { items } = await by.ok(calls.listApiKeys, { query: { restaurantId } });
  const ids = items.map(({ id }) => id);
  while (ids.length < mostApiKeys) ids.push((await create({ restaurantId }, by)).id);
  expect((await by.refused(calls.createApiKey, { body: body({ restaurantId }) })).code).toBe('conflict');
  await by.ok(calls.revokeApiKey, { params: { id: ids[0]! } });
  await create({ restaurantId }, by);
});

test('its use is written once a minute, and a key that has expired is refused by name and its sockets are closed', async () => {
  const key = await create({ expiresInDays: 1 });
  await as(key).ok(calls.listOrders);
  const first = await eventually(
    async () => (await listed(key.id))!.lastUsedAt,
    (at) => at !== null,
  );
  await as(key).ok(calls.listOrders);
  const socket = await connect(key);
  expect((await listed(key.id))!.lastUsedAt).toBe(first);
  clock.moveTo(new Date(clock.now.getTime() + dayMs + 1_000));
  expect((await socket.next('access:revoked')).payload.reason).toBe('key_expired');
  await socket.closed();
  expect((await as(key).refused(calls.listOrders)).code).toBe('key_expired');
  expect((await Connection.refused(fixture.server.url, { token: key.key })).data.code).toBe('key_expired');
});
