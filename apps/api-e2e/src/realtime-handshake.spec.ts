import { createHmac } from 'node:crypto';
import { calls } from '@passline/contracts';
import type { Api } from './testing/api.ts';
import { eventually } from './testing/eventually.ts';
import { type Dish, registerCustomer, placeOrder, dishWithoutOptions } from './testing/orders.ts';
import { type RunningServer, startServer, stopAll } from './testing/server.ts';
import { Connection, closeSockets } from './testing/sockets.ts';

const secret = 'a secret of more than thirty-two characters';
const elsewhere = 'https://console.example';

let server: RunningServer;
let customer: Api & { id: string };
let dish: Dish;
let next = 0;

beforeAll(async () => {
  server = await startServer({ JWT_SECRET: secret, CORS_ORIGINS: elsewhere });
  dish = await dishWithoutOptions(server.api);
});
afterAll(stopAll);
beforeEach(async () => {
  customer = await registerCustomer(server.api, `guest${++next}@example.com`);
});
afterEach(closeSockets);

const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const sign = (header: object, claims: object, key = secret) => {
  const body = `${base64(header)}.${base64(claims)}`;
  return `${body}.${createHmac('sha256', key).update(body).digest('base64url')}`;
};
const headerOf = (token: string) =>
  JSON.parse(Buffer.from(token.split('.')[0]!, 'base64url').toString()) as Record<string, unknown>;
const claimsOf = (token: string) =>
  JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as Record<string, unknown>;
/** The same token with this many seconds until it expires. */
const lasting = (token: string, seconds: number) =>
  sign(headerOf(token), { ...claimsOf(token), exp: Math.floor(Date.now() / 1000) + seconds });
const connect = (auth: unknown, options = {}) => Connection.open(server.url, auth, options);
const turnedAway = async (auth: unknown) => {
  const { message, data } = await Connection.refused(server.url, auth);
  return { message, code: data.code };
};

describe('a handshake is accepted from', () => {
  test.each([['polling'], ['websocket']])('a user, over %s', async (transport) => {
    const connection = await connect({ token: customer.token }, { transports: [transport] });
    expect(connection.of('registered')[0]?.payload).toEqual({
      userId: customer.id,
      role: 'customer',
      rooms: [`user:${customer.id}`, 'role:customer', 'public'],
    });
  });

  test('a user whose token has the prefix Bearer', async () => {
    expect((await connect({ token: `Bearer ${customer.token}` })).rooms).toContain(`user:${customer.id}`);
  });

  test('a user over polling, who upgrades to websocket', async () => {
    const connection = await connect({ token: customer.token }, { transports: ['polling', 'websocket'] });
    await eventually(
      async () => connection.socket.io.engine.transport.name,
      (name) => name === 'websocket',
    );
    await connection.caughtUp();
  });

  test("staff, who join their restaurant's room", async () => {
    const owner = await server.api.signIn('owner');
    const connection = await connect({ token: owner.token });
    expect(connection.rooms).toEqual(
      expect.arrayContaining(['role:owner', 'public', 'restaurant:demo-trattoria-aurora']),
    );
  });

  test('a client that claims another identity, which is ignored', async () => {
    const connection = await connect({ token: customer.token, userId: 'somebody', role: 'operator' });
    expect(await connection.ok('register', { userId: 'somebody', role: 'operator' })).toMatchObject({
      userId: customer.id,
      role: 'customer',
    });
  });

  test('holders of a tracking link, who receive that order read-only', async () => {
    const { id } = await placeOrder(customer, dish);
    const { token } = await customer.ok(calls.createTrackingLink, { params: { id } });
    const connection = await connect({ trackingToken: token });
    expect(connection.of('registered')[0]?.payload).toEqual({
      userId: null,
      role: 'tracking',
      rooms: [`order:${id}`],
    });
    expect(
      (await connection.ok('sync', { streams: { [`order:${id}`]: { seq: 0, epoch: '' } } })).missed,
    ).toHaveLength(1);
    expect((await connection.ok('join:order', { id, after: 0 })).room).toBe(`order:${id}`);
    for (const name of ['order:acknowledge', 'chat:typing'])
      expect(await connection.rejected(name, { orderId: id })).toMatchObject({ code: 'forbidden' });
    expect(await connection.rejected('auth:refresh', { token: customer.token })).toMatchObject({
      code: 'forbidden',
    });
    const other = await placeOrder(customer, dish);
    expect(await connection.rejected('join:order', other.id)).toMatchObject({ code: 'access_denied' });
    expect(await connection.rejected('join:restaurant', other.restaurantId)).toMatchObject({
      code: 'forbidden',
    });
    expect((await connection.ok('sync', { streams: { public: { seq: 0, epoch: '' } } })).denied).toEqual([
      'public',
    ]);
  });
});

describe('a handshake is rejected for', () => {
  test.each([
    ['without a token', {}],
    ['with an empty one', { token: '' }],
    ['with something that is none', { token: { $ne: '' } }],
  ])('a client %s', async (_, auth) => {
    expect(await turnedAway(auth)).toEqual({ message: 'unauthorized', code: 'token_missing' });
  });

  test.each([
    ['a token that is none', () => 'nonsense'],
    [
      'a token of another key',
      () => sign({ alg: 'HS256' }, claimsOf(customer.token), 'another key'.repeat(5)),
    ],
    ['an unsigned token', () => `${base64({ alg: 'none' })}.${base64(claimsOf(customer.token))}.`],
  ])('%s', async (_, token) => {
    expect(await turnedAway({ token: token() })).toEqual({ message: 'unauthorized', code: 'token_invalid' });
  });

  test('a token that has expired', async () => {
    expect(await turnedAway({ token: lasting(customer.token, -10) })).toEqual({
      message: 'unauthorized',
      code: 'token_expired',
    });
  });

  test('a session that has ended', async () => {
    await customer.ok(calls.logout);
    expect(await turnedAway({ token: customer.token })).toEqual({
      message: 'unauthorized',
      code: 'session_ended',
    });
  });

  test('a tracking link as access token, and an access token as tracking link', async () => {
    const { id } = await placeOrder(customer, dish);
    const { token } = await customer.ok(calls.createTrackingLink, { params: { id } });
    expect(await turnedAway({ token })).toMatchObject({ code: 'token_invalid' });
    expect(await turnedAway({ trackingToken: customer.token })).toMatchObject({ code: 'token_invalid' });
  });

  test('a page of another origin, over either transport', async () => {
    for (const transport of ['polling', 'websocket']) {
      const from = (origin: string) => ({ transports: [transport], extraHeaders: { origin } });
      await expect(connect({ token: customer.token }, from('https://evil.example'))).rejects.toThrow();
      await connect({ token: customer.token }, from(elsewhere));
      await connect({ token: customer.token }, from(server.url));
    }
  });

  test('every other namespace', async () => {
    const { message } = await Connection.refused(`${server.url}/other`, { token: customer.token });
    expect(message).toBe('Invalid namespace');
  });
});

describe('a socket stays connected', () => {
  test('until the token expires, unless it is renewed on the live socket', async () => {
    const [short, kept] = await Promise.all([
      connect({ token: lasting(customer.token, 3) }),
      connect({ token: lasting(customer.token, 3) }),
    ]);
    const { expiresAt } = await kept.ok('auth:refresh', { token: customer.token });
    expect(new Date(expiresAt).getTime()).toBeGreaterThan(Date.now() + 60_000);
    await short.closed();
    expect(short.of('access:revoked').map(({ payload }) => payload)).toEqual([
      { reason: 'token_expired', message: expect.stringContaining('auth:refresh') },
    ]);
    await kept.caughtUp();
  });

  test('as the same user, even if it sends a token of another user', async () => {
    const other = await registerCustomer(server.api, `other${next}@example.com`);
    const connection = await connect({ token: customer.token });
    expect(await connection.rejected('auth:refresh', { token: other.token })).toMatchObject({
      code: 'forbidden',
    });
    expect(await connection.rejected('auth:refresh', { token: 'nonsense' })).toMatchObject({
      code: 'token_invalid',
    });
    expect(await connection.ok('register')).toMatchObject({ userId: customer.id });
  });

  test('until its session ends, which closes only the sockets of that session', async () => {
    const email = `guest${next}@example.com`;
    const again = await server.api.signIn(email, 'correct horse');
    const [first, second] = await Promise.all([
      connect({ token: customer.token }),
      connect({ token: again.token }),
    ]);
    await customer.ok(calls.logout);
    await first.closed();
    expect(first.of('access:revoked').map(({ payload }) => payload)).toEqual([
      { reason: 'session_ended', message: expect.stringContaining('Sign in again') },
    ]);
    await second.caughtUp();
  });

  test('with its new session, after its token was renewed', async () => {
    const again = await server.api.signIn(`guest${next}@example.com`, 'correct horse');
    const connection = await connect({ token: customer.token });
    await connection.ok('auth:refresh', { token: again.token });
    await customer.ok(calls.logout);
    await connection.caughtUp();
    await again.ok(calls.logout);
    await connection.closed();
  });

  test("unless it is the user's oldest when they open an eleventh", async () => {
    const connections: Connection[] = [];
    for (let i = 0; i < 11; i += 1) connections.push(await connect({ token: customer.token }));
    await connections[0]!.closed();
    expect(connections[0]!.of('replaced')[0]?.payload).toEqual({ limit: 10 });
    for (const connection of connections.slice(1)) await connection.caughtUp();
  });
});

/** A client may request a recovery; Socket.IO would put it back into its rooms before the access check. */
test('missed events are not sent to a user whose right was revoked while they were offline', async () => {
  const operator = await server.api.signIn('operator');
  const { id } = await operator.ok(calls.createUser, {
    body: {
      email: `cook${next}@example.com`,
      password: 'correct horse',
      name: 'Cook',
      role: 'kitchen',
      restaurantId: 'demo-trattoria-aurora',
    },
  });
  const cook = await server.api.signIn(`cook${next}@example.com`, 'correct horse');
  const connection = await connect({ token: cook.token });
  expect(connection.rooms).toContain('restaurant:demo-trattoria-aurora');
  expect((connection.socket as unknown as { _pid?: string })._pid).toBeUndefined();
  connection.socket.io.engine.close();
  await connection.closed();
  await operator.ok(calls.changeUser, { params: { id }, body: { role: 'customer' } });
  await placeOrder(customer, dish);
  // As a client of Connection State Recovery: it requests the same session from the beginning.
  connection.socket.auth = { token: cook.token, pid: 'x', offset: '0' };
  connection.socket.connect();
  await eventually(
    async () => connection.of('registered').length,
    (times) => times === 2,
  );
  expect(connection.socket.recovered).toBeFalsy();
  await connection.caughtUp();
  expect(connection.rooms).not.toContain('restaurant:demo-trattoria-aurora');
  expect(connection.of('order:new')).toEqual([]);
  const { denied, missed } = await connection.ok('sync', {
    streams: { 'restaurant:demo-trattoria-aurora': { seq: 0, epoch: '' } },
  });
  expect([denied, missed]).toEqual([['restaurant:demo-trattoria-aurora'], []]);
});
