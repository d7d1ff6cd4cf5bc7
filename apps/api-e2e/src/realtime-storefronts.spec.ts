import { randomUUID } from 'node:crypto';
import { calls, commands } from '@passline/contracts';
import type { Api } from './testing/api.ts';
import { OrderFixture, type TestUser } from './testing/order-fixture.ts';
import { aurora, cancelOrder, dishWithoutOptions, sakura, type Dish } from './testing/orders.ts';
import { startServer, stopAll } from './testing/server.ts';
import { Connection, closeSockets } from './testing/sockets.ts';

const storefront = `storefront:${aurora}`;
const facts = ['menu:update', 'menu:item:update', 'offer:new', 'business:status:update'] as const;

let fixture: OrderFixture;
let customer: TestUser;
let sushi: Dish;

beforeAll(async () => {
  fixture = await OrderFixture.signIn(
    await startServer({ RATE_LIMIT_FACTOR: '1000', SOCKETS_PER_USER: '1000' }),
  );
  sushi = await dishWithoutOptions(fixture.server.api, sakura);
});
afterAll(stopAll);
beforeEach(async () => {
  customer = await fixture.newUser('customer');
});
afterEach(closeSockets);

/** A socket that receives the storefronts that it is in, and no others. */
const narrow = (who: Api) => Connection.open(fixture.server.url, { token: who.token, storefronts: 'joined' });

/** A socket of the customer that has joined this storefront. */
async function visitorOf(restaurantId: string, who: Api = customer): Promise<Connection> {
  const connection = await fixture.connect(who);
  await connection.ok('join:storefront', restaurantId);
  return connection;
}

const rewriteMenu = (staff: Api, restaurantId: string, itemId: string) =>
  staff.ok(calls.changeMenuItem, {
    params: { id: restaurantId, itemId },
    body: { description: randomUUID() },
  });

/** One fact of each kind about a restaurant. */
async function publishFacts(staff: Api, restaurantId: string, dish: Dish): Promise<void> {
  const params = { id: restaurantId };
  await rewriteMenu(staff, restaurantId, dish.id);
  await staff.ok(calls.changeAvailability, {
    params: { ...params, itemId: dish.id },
    body: { available: false },
  });
  await staff.ok(calls.createOffer, {
    params,
    body: { code: `X${randomUUID().slice(0, 8).toUpperCase()}`, percent: 10 },
  });
  await staff.ok(calls.changeStatus, { params, body: { busyMinutes: 10 } });
  await staff.ok(calls.changeAvailability, {
    params: { ...params, itemId: dish.id },
    body: { available: true },
  });
  await staff.ok(calls.changeStatus, { params, body: { busyMinutes: 0 } });
}

const about = (connection: Connection, restaurantId: string) =>
  facts.flatMap((fact) =>
    connection.of(fact).flatMap(({ payload }) => (payload.restaurantId === restaurantId ? [fact] : [])),
  );

/** Resolves when everything published about the restaurant so far has arrived. */
async function hasAll(connection: Connection, restaurantId: string): Promise<void> {
  await connection.next(
    'business:status:update',
    (payload) => payload.restaurantId === restaurantId && payload.busyMinutes === 0,
  );
}

/** The socket's next command waits until it is in the storefront of the order. */
const joinedFor = async (connection: Connection, id: string) => {
  await connection.next('order:new', ({ orderId }) => orderId === id);
  await connection.caughtUp();
};
/** A socket has left the storefront before it receives the event that ends the order. */
const hasEnded = (connection: Connection, id: string) =>
  connection.next(
    'order:status:update',
    ({ orderId, status }) => orderId === id && ['delivered', 'cancelled'].includes(status),
  );

/** The positions of all events in the storefront, in the order of arrival. */
const sequenceOf = (connection: Connection, stream = storefront) =>
  connection.received.flatMap(({ meta }) => meta?.streams[stream]?.seq ?? []);

const everyFact = [...facts, 'menu:item:update', 'business:status:update'].sort();

describe('a fact about a restaurant', () => {
  test('reaches visitors, its staff and customers with an open order there, and no others', async () => {
    const [before, stranger] = [await narrow(customer), await fixture.newUser('customer')];
    const { id } = await fixture.order(customer);
    await joinedFor(before, id);
    const interested = [
      await visitorOf(aurora, stranger),
      before,
      await narrow(customer),
      await narrow(fixture.owner),
    ];
    const others = [
      await visitorOf(sakura, stranger),
      await narrow(stranger),
      await narrow(fixture.otherOwner),
    ];

    await publishFacts(fixture.owner, aurora, fixture.dish);
    for (const connection of interested) await hasAll(connection, aurora);
    // Later in the log: whatever was published before it would have arrived.
    await publishFacts(fixture.otherOwner, sakura, sushi);
    await hasAll(others[0]!, sakura);
    await hasAll(others[2]!, sakura);

    for (const connection of interested) {
      await connection.caughtUp();
      expect(about(connection, aurora).sort()).toEqual(everyFact);
      expect(about(connection, sakura)).toEqual([]);
      const sequence = sequenceOf(connection);
      expect(sequence).toEqual(sequence.map((_, index) => sequence[0]! + index));
      expect(sequence).toHaveLength(everyFact.length);
    }
    for (const connection of others) {
      await connection.caughtUp();
      expect(about(connection, aurora)).toEqual([]);
      expect(sequenceOf(connection)).toEqual([]);
    }
  });

  test('reaches every socket that has not chosen, through public, but for rewritten menus', async () => {
    const connection = await fixture.connect(customer);
    await publishFacts(fixture.owner, aurora, fixture.dish);
    await hasAll(connection, aurora);
    expect(about(connection, aurora).sort()).toEqual(everyFact.filter((fact) => fact !== 'menu:update'));
    const { meta } = await connection.next('offer:new');
    expect(Object.keys(meta!.streams)).toEqual(['public']);
  });

  test('is sent to ten of a thousand sockets if ten of them watch the restaurant', async () => {
    const sockets: Connection[] = [];
    while (sockets.length < 1_000)
      sockets.push(...(await Promise.all(Array.from({ length: 50 }, () => narrow(customer)))));
    await Promise.all(sockets.slice(0, 10).map((socket) => socket.ok('join:storefront', aurora)));
    const sent = async (event: string) =>
      (await fixture.operator.ok(calls.socketMetrics)).events[event]?.sent ?? 0;
    const before = await Promise.all(facts.map(sent));
    await publishFacts(fixture.owner, aurora, fixture.dish);
    await Promise.all(sockets.slice(0, 10).map((socket) => hasAll(socket, aurora)));
    const after = await Promise.all(facts.map(sent));
    // The availability and the status change twice.
    expect(after.map((count, index) => count - before[index]!)).toEqual([10, 20, 10, 20]);
  });
});

describe('a signed-in visitor', () => {
  test('gets what was missed while away, with the join and with sync, and then live events', async () => {
    const first = await visitorOf(aurora);
    await rewriteMenu(fixture.owner, aurora, fixture.dish.id);
    const { seq, epoch } = (await first.next('menu:update')).meta!.streams[storefront]!;
    first.close();
    const another = await visitorOf(aurora);
    await publishFacts(fixture.owner, aurora, fixture.dish);
    await hasAll(another, aurora);

    const back = await narrow(customer);
    const { missed, ...joined } = await back.ok('join:storefront', { id: aurora, after: seq, epoch });
    expect(joined).toMatchObject({ room: storefront, seq: seq + everyFact.length, resync: false });
    expect(missed.map(({ event }) => event).sort()).toEqual(everyFact);
    expect(missed.map(({ meta }) => meta.streams[storefront]!.seq)).toEqual(
      everyFact.map((_, index) => seq + 1 + index),
    );
    const synced = await back.ok('sync', { streams: { [storefront]: { seq, epoch } } });
    expect(synced.missed.map(({ meta }) => meta.id)).toEqual(missed.map(({ meta }) => meta.id));

    await rewriteMenu(fixture.owner, aurora, fixture.dish.id);
    const live = await back.next('menu:update');
    expect(live.meta!.streams).toEqual({ [storefront]: { seq: joined.seq + 1, epoch } });
  });

  test('leaves, and chooses for as long as the socket is connected', async () => {
    const connection = await visitorOf(aurora);
    await connection.caughtUp();
    expect((await connection.ok('register')).rooms.sort()).toEqual(
      [`user:${customer.id}`, 'role:customer', 'everyone', storefront].sort(),
    );
    expect(await connection.ok('leave:storefront', aurora)).toMatchObject({ room: storefront });
    expect((await connection.ok('register')).rooms.sort()).toEqual(
      [`user:${customer.id}`, 'role:customer', 'everyone'].sort(),
    );
  });

  test('needs an account: a tracking link opens no storefront', async () => {
    const { id } = await fixture.order(customer);
    const { token } = await customer.ok(calls.createTrackingLink, { params: { id } });
    const connection = await Connection.open(fixture.server.url, {
      trackingToken: token,
      storefronts: 'all',
    });
    expect(connection.rooms).toEqual([`order:${id}`]);
    expect(await connection.rejected('join:storefront', aurora)).toMatchObject({ code: 'forbidden' });
  });
});

describe('a visitor without an account', () => {
  const visit = (restaurantId: string) => Connection.open(fixture.server.url, { storefront: restaurantId });

  test('receives what one restaurant makes public, and nothing else', async () => {
    const visitor = await visit(aurora);
    expect(visitor.of('registered')[0]?.payload).toEqual({
      userId: null,
      role: 'visitor',
      rooms: [storefront],
    });
    // An order from its placing to its end, with all that its participants hear, and the facts of another restaurant.
    const { id } = await fixture.order(customer);
    await customer.ok(calls.sendMessage, { params: { id }, body: { id: randomUUID(), text: 'Hello' } });
    await fixture.owner.ok(calls.promiseOrder, { params: { id }, body: { readyInMinutes: 20 } });
    await cancelOrder(fixture.owner, id);
    await publishFacts(fixture.otherOwner, sakura, sushi);
    await publishFacts(fixture.owner, aurora, fixture.dish);
    await hasAll(visitor, aurora);
    await visitor.caughtUp();
    const heard = visitor.received.filter(({ event }) => event !== 'registered');
    expect(heard.map(({ event }) => event).sort()).toEqual(everyFact);
    expect(about(visitor, sakura)).toEqual([]);
    expect(heard.map(({ meta }) => Object.keys(meta!.streams))).toEqual(everyFact.map(() => [storefront]));
  });

  test('gets what was missed while away', async () => {
    const first = await visit(aurora);
    await rewriteMenu(fixture.owner, aurora, fixture.dish.id);
    const { seq, epoch } = (await first.next('menu:update')).meta!.streams[storefront]!;
    first.close();
    const another = await visit(aurora);
    await publishFacts(fixture.owner, aurora, fixture.dish);
    await hasAll(another, aurora);
    const back = await visit(aurora);
    const { missed } = await back.ok('sync', { streams: { [storefront]: { seq, epoch } } });
    expect(missed.map(({ event }) => event).sort()).toEqual(everyFact);
    const joined = await back.ok('join:storefront', { id: aurora, after: seq, epoch });
    expect(joined.missed.map(({ meta }) => meta.id)).toEqual(missed.map(({ meta }) => meta.id));
  });

  test('reads no other stream, live or from the log', async () => {
    const { id } = await fixture.order(customer);
    const visitor = await visit(aurora);
    const others = [
      `order:${id}`,
      `restaurant:${aurora}`,
      `storefront:${sakura}`,
      `user:${customer.id}`,
      'role:customer',
      'role:operator',
      'public',
      'everyone',
      'access',
    ];
    const streams = Object.fromEntries(others.map((name) => [name, { seq: 0, epoch: '' }]));
    const synced = await visitor.ok('sync', { streams });
    expect([synced.denied.sort(), synced.missed]).toEqual([others.toSorted(), []]);
    expect(await visitor.rejected('join:storefront', sakura)).toMatchObject({ code: 'access_denied' });
    expect(await visitor.ok('register')).toMatchObject({ rooms: [storefront] });
    await visitor.ok('leave:storefront', aurora);
    expect(await visitor.ok('register')).toMatchObject({ rooms: [storefront] });
  });

  test('may send no command that needs an account', async () => {
    const visitor = await visit(aurora);
    const forVisitors = ['register', 'join:storefront', 'leave:storefront', 'sync', 'ping'];
    for (const name of Object.keys(commands).filter((command) => !forVisitors.includes(command)))
      expect(await visitor.rejected(name, {})).toEqual({
        code: 'forbidden',
        message: 'A visitor can only follow a storefront. Sign in to send this command.',
      });
  });

  test.each([[''], ['../x'], [5], [['demo-trattoria-aurora']], [{ id: aurora }], ['x'.repeat(65)]])(
    'names no restaurant with %p',
    async (name) => {
      const refused = await Connection.refused(fixture.server.url, { storefront: name });
      expect([refused.message, refused.data.code]).toEqual(['unauthorized', 'token_missing']);
    },
  );
});

describe('a customer with an open order', () => {
  const rooms = async (connection: Connection) => (await connection.ok('register')).rooms;

  test('is in the storefront until the last order there is over', async () => {
    const connection = await fixture.connect(customer);
    expect(await rooms(connection)).not.toContain(storefront);
    const [one, other] = [await fixture.order(customer), await fixture.order(customer)];
    await joinedFor(connection, other.id);
    expect(await rooms(connection)).toContain(storefront);
    await cancelOrder(customer, one.id);
    await hasEnded(connection, one.id);
    expect(await rooms(connection)).toContain(storefront);
    await cancelOrder(fixture.owner, other.id);
    await hasEnded(connection, other.id);
    expect(await rooms(connection)).not.toContain(storefront);
    expect((await fixture.connect(customer)).rooms).not.toContain(storefront);
  });

  test('stays after the order if the socket has joined by command, before the order or during it', async () => {
    const early = await visitorOf(aurora);
    const automatic = await fixture.connect(customer);
    const { id } = await fixture.order(customer);
    await joinedFor(automatic, id);
    const during = await visitorOf(aurora);
    await cancelOrder(customer, id);
    for (const connection of [early, automatic, during]) await hasEnded(connection, id);
    await rewriteMenu(fixture.owner, aurora, fixture.dish.id);
    for (const connection of [early, during]) {
      await connection.next('menu:update');
      expect(await rooms(connection)).toContain(storefront);
    }
    await automatic.caughtUp();
    expect(automatic.of('menu:update')).toEqual([]);
  });

  test('stays after leaving by command while the order is open', async () => {
    const connection = await visitorOf(aurora);
    const { id } = await fixture.order(customer);
    await joinedFor(connection, id);
    await connection.ok('leave:storefront', aurora);
    expect(await rooms(connection)).toContain(storefront);
    await cancelOrder(customer, id);
    await hasEnded(connection, id);
    expect(await rooms(connection)).not.toContain(storefront);
  });

  test('is explained to operators', async () => {
    const query = { user: customer.id, room: storefront };
    const visitor = await fixture.operator.ok(calls.explainAccess, { query });
    expect(visitor).toMatchObject({ allowed: true, rule: 'public', automatic: false });
    await fixture.order(customer);
    await narrow(customer);
    const explained = await fixture.operator.ok(calls.explainAccess, { query });
    expect(explained).toMatchObject({ allowed: true, automatic: true, sockets: [{ inRoom: true }] });
  });
});

test('staff who change the restaurant change the storefront, and lose it with the role', async () => {
  const cook = await fixture.newUser('kitchen', aurora);
  const connection = await fixture.connect(cook);
  expect(connection.rooms).toContain(storefront);
  const change = (body: object) => fixture.operator.ok(calls.changeUser, { params: { id: cook.id }, body });
  await change({ restaurantId: sakura });
  await connection.next('registered', ({ rooms }) => rooms.includes(`storefront:${sakura}`));
  expect(connection.rooms).not.toContain(storefront);
  await change({ role: 'customer', restaurantId: null });
  await connection.next('registered', ({ role }) => role === 'customer');
  expect(connection.rooms.filter((name) => name.startsWith('storefront:'))).toEqual([]);
});
