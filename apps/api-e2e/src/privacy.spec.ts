import { isDeepStrictEqual } from 'node:util';
import { type CustomerData, calls } from '@passline/contracts';
import { type SharedStore, openSharedStore } from '../../../tools/testing/test-store.ts';
import { type Db, MongoClient } from 'mongodb';
import type { Api } from './testing/api.ts';
import { OrderFixture } from './testing/order-fixture.ts';
import { eventually } from './testing/eventually.ts';
import { cancelOrder, moveOrder, placeOrder } from './testing/orders.ts';
import { type RunningServer, startServer, stopAll, temporaryDirectory } from './testing/server.ts';
import { Connection, closeSockets } from './testing/sockets.ts';

let store: SharedStore;
let client: MongoClient;
let db: Db;
let server: RunningServer;
let other: RunningServer;
let fixture: OrderFixture;

beforeAll(async () => {
  store = await openSharedStore(temporaryDirectory());
  client = await new MongoClient(store.uri).connect();
  db = client.db();
  const secret = { MONGODB_URI: store.uri, JWT_SECRET: 'the same on both nodes, thirty-two and more' };
  server = await startServer(secret);
  other = await startServer(secret);
  fixture = await OrderFixture.signIn(server);
});
afterEach(closeSockets);
afterAll(async () => {
  await stopAll();
  await client.close();
  await store.close();
});

let count = 0;
/** A customer whose name, number, address and mail can be searched for in the whole store. */
async function traceableCustomer() {
  const mark = `Quix${(count += 1)}zal`;
  const person = {
    email: `${mark.toLowerCase()}@example.com`,
    password: 'correct horse',
    name: `Ottilie ${mark}`,
    phone: `+49 170 55${1000 + count}77`,
  };
  const address = `${mark}strasse 7, Berlin`;
  const { accessToken, user } = await server.api.ok(calls.register, { body: person });
  return {
    api: server.api.as(accessToken),
    id: user.id,
    person,
    address,
    mark,
    traces: tracesOf(mark, person),
  };
}
const tracesOf = (mark: string, { phone }: { phone: string }) => [mark.toLowerCase(), phone.toLowerCase()];

/** All fields in all collections of the store that contain one of these texts. */
async function placesOf(traces: readonly string[]): Promise<string[]> {
  const places: string[] = [];
  for (const { name } of await db.listCollections().toArray())
    for await (const doc of db.collection(name).find()) {
      const text = JSON.stringify(doc).toLowerCase();
      for (const trace of traces)
        if (text.includes(trace)) places.push(`${name} ${String(doc._id)}: ${trace}`);
    }
  return places;
}

/** An order that was delivered twice, with chat messages, which a restaurant, a courier and an operator have seen. */
async function lived() {
  const customer = await traceableCustomer();
  const placed = await placeOrder(customer.api, fixture.dish, {
    deliveryAddress: { text: customer.address, lat: 52.53, lng: 13.4 },
    note: `Ring at ${customer.mark}`,
    items: [{ menuItemId: fixture.dish.id, quantity: 3, note: `for ${customer.mark}` }],
  });
  const courier = await fixture.assignNewCourier(placed);
  const params = { id: placed.id };
  const say = (who: Api, id: string, text: string) =>
    who.ok(calls.sendMessage, { params, body: { id, text } });
  await say(customer.api, `m1-${placed.id}`, `It is ${customer.mark}, second floor`);
  await say(fixture.owner, `m2-${placed.id}`, `Thank you, Mrs ${customer.mark}`);
  await moveOrder(fixture.owner, placed.id, 'ready', 'out_for_delivery', 'delivered');
  await fixture.owner.ok(calls.recallOrder, { params, body: { reason: `${customer.mark} got nothing` } });
  await moveOrder(fixture.owner, placed.id, 'delivered');
  const gone = await placeOrder(customer.api, fixture.dish, { deliveryAddress: customer.address });
  await cancelOrder(fixture.owner, gone.id, `Mrs ${customer.mark} does not answer`);
  await eventually(
    () => customer.api.ok(calls.listNotifications),
    ({ items }) => items.length >= 4,
  );
  return { ...customer, orders: [placed.id, gone.id], courier };
}

describe('an export', () => {
  test('contains all data about the customer, and none about others', async () => {
    const customer = await lived();
    const stranger = await lived();
    const data: CustomerData = await customer.api.ok(calls.exportMe);
    expect(data.profile).toMatchObject({ name: customer.person.name, phone: customer.person.phone });
    expect(data.orders.map(({ id }) => id).sort()).toEqual([...customer.orders].sort());
    expect(data.orders.at(-1)).toMatchObject({
      customerPhone: customer.person.phone,
      deliveryAddress: { text: customer.address },
    });
    expect(data.messages.map(({ text }) => text)).toHaveLength(2);
    expect(data.notifications.length).toBeGreaterThanOrEqual(4);
    expect(data.payments).toMatchObject([{ orderId: customer.orders[0], method: 'cash' }]);
    expect(data.sessions).toHaveLength(1);
    const text = JSON.stringify(data);
    expect(text).not.toContain(stranger.mark);
    for (const secret of ['passwordHash', 'seed', '$argon2', 'token']) expect(text).not.toContain(secret);
  });

  test('is available to customers, and to operators on their behalf; each is in the audit log', async () => {
    const customer = await traceableCustomer();
    const params = { id: customer.id };
    expect((await fixture.owner.refused(calls.exportMe)).code).toBe('forbidden');
    expect((await fixture.owner.refused(calls.exportUser, { params })).code).toBe('forbidden');
    expect((await fixture.operator.ok(calls.exportUser, { params })).profile.id).toBe(customer.id);
    expect((await fixture.operator.refused(calls.exportUser, { params: { id: 'nobody' } })).code).toBe(
      'not_found',
    );
    const staff = await fixture.newUser('courier');
    expect((await fixture.operator.refused(calls.exportUser, { params: { id: staff.id } })).code).toBe(
      'conflict',
    );
    const { items } = await fixture.operator.ok(calls.listAudit, {
      query: { user: customer.id, action: 'user.exported' },
    });
    expect(items).toMatchObject([{ actor: { role: 'operator' }, subject: { id: customer.id } }]);
  });
});

describe('an erasure', () => {
  const erase = ({ api, person }: { api: Api; person: { password: string } }) =>
    api.ok(calls.eraseMe, { body: { password: person.password } });
  /** Resolves when all erasures are finished. */
  const forgotten = (id: string) =>
    eventually(
      () => db.collection<{ _id: string; doneAt?: Date }>('erasures').findOne({ _id: id }),
      (erasure) => erasure?.doneAt !== undefined,
      30_000,
    );

  test('leaves no name, number, address, email or text of the customer in the store; amounts and counts remain', async () => {
    const customer = await lived();
    const [delivered = '', cancelled = ''] = customer.orders;
    await fixture.owner.ok(calls.blockCustomer, {
      params: { id: 'demo-trattoria-aurora' },
      body: { customerId: customer.id },
    });
    const before = await fixture.owner.ok(calls.getOrder, { params: { id: delivered } });
    expect((await placesOf(customer.traces)).length).toBeGreaterThan(10);

    await erase(customer);
    await forgotten(customer.id);
    expect(await placesOf(customer.traces)).toEqual([]);

    const after = await fixture.owner.ok(calls.getOrder, { params: { id: delivered } });
    expect(after).toMatchObject({
      customerId: customer.id,
      customerName: 'Removed',
      deliveryAddress: null,
      note: null,
      status: 'delivered',
      totalAmount: before.totalAmount,
      items: [{ name: fixture.dish.name, quantity: 3, unitPrice: fixture.dish.price, note: null }],
      createdAt: before.createdAt,
    });
    expect(
      (await fixture.owner.ok(calls.getOrder, { params: { id: cancelled } })).cancellation,
    ).toMatchObject({
      reason: 'Removed',
      by: 'staff',
    });
    const history = await fixture.owner.ok(calls.getOrderEvents, { params: { id: delivered } });
    expect(history.items.map(({ type }) => type)).toContain('order.placed');
    const payments = await db.collection('payments').find({ orderId: delivered }).toArray();
    expect(payments).toMatchObject([{ amount: before.totalAmount, status: 'paid' }]);
    const settings = await fixture.owner.ok(calls.getSettings, { params: { id: 'demo-trattoria-aurora' } });
    expect(settings.blockedCustomers).not.toContain(customer.id);
  });

  test('leaves streams without gaps, but without the personal data, on every node', async () => {
    const customer = await lived();
    const [connection, elsewhere] = await Promise.all([
      fixture.connect(fixture.owner),
      Connection.as(other.url, fixture.owner.token),
    ]);
    const room = 'restaurant:demo-trattoria-aurora';
    const joined = await connection.ok('join:restaurant', 'demo-trattoria-aurora');
    const replayAt = (at: Connection) =>
      at.ok('join:restaurant', { id: 'demo-trattoria-aurora', after: 0, epoch: joined.epoch });
    expect(JSON.stringify(await replayAt(connection))).toContain(customer.mark);
    await eventually(
      () => replayAt(elsewhere),
      (answer) => JSON.stringify(answer).includes(customer.mark),
    );
    await erase(customer);
    await forgotten(customer.id);
    const answer = await replayAt(connection);
    // The other node follows with its next read of the log.
    await eventually(
      () => replayAt(elsewhere),
      (replayed) => !JSON.stringify(replayed).includes(customer.mark),
    );
    expect(answer.resync).toBe(false);
    const seqs = answer.missed.map(({ meta }) => meta.streams[room]!.seq);
    expect(seqs).toEqual(seqs.map((_, index) => seqs[0]! + index));
    const names = answer.missed
      .filter(({ event }) => event === 'order:new')
      .map(({ payload }) => payload as { orderId: string; customerName: string });
    expect(names.find(({ orderId }) => orderId === customer.orders[0])?.customerName).toBe('Removed');
    expect(JSON.stringify(answer)).not.toContain(customer.mark);
  });

  test('ends every session and closes live sockets on every node within a second', async () => {
    const customer = await traceableCustomer();
    const again = await server.api.signIn(customer.person.email, customer.person.password);
    const [here, there] = await Promise.all([
      Connection.as(server.url, customer.api.token),
      Connection.as(other.url, again.token),
    ]);
    await erase(customer);
    const erasedAt = Date.now();
    await Promise.all([here.closed(), there.closed()]);
    // A second is promised; a busy machine may take longer.
    expect(Date.now() - erasedAt).toBeLessThan(5_000);
    expect((await customer.api.refused(calls.me)).code).toBe('session_ended');
    expect((await again.refused(calls.me)).code).toBe('session_ended');
    const { email, password } = customer.person;
    expect((await server.api.refused(calls.login, { body: { email, password } })).code).toBe(
      'bad_credentials',
    );
    await forgotten(customer.id);
    expect((await again.refused(calls.me)).code).toBe('session_ended');
    expect(await db.collection('sessions').countDocuments({ userId: customer.id })).toBe(0);
    // The address is free again, and its new account knows nothing of the old one.
    const { accessToken } = await server.api.ok(calls.register, { body: customer.person });
    expect((await server.api.as(accessToken).ok(calls.listOrders)).items).toEqual([]);
  });

  test('requires the password, and cannot be used to guess it', async () => {
    const customer = await traceableCustomer();
    const wrong = () => customer.api.refused(calls.eraseMe, { body: { password: 'wrong' } });
    expect((await wrong()).code).toBe('password_wrong');
    const all = await Promise.all(Array.from({ length: 20 }, wrong));
    expect(all.map(({ code }) => code)).toContain('rate_limited');
    await customer.api.ok(calls.me);
  });

  test('of a guest needs no password, because there is none, and leaves nothing; others must send theirs', async () => {
    const mark = `Quix${(count += 1)}zal`;
    const person = { name: `Gina ${mark}`, phone: `+49 171 44${1000 + count}66` };
    const { accessToken, user } = await server.api.ok(calls.openGuest, { body: person });
    const guest = server.api.as(accessToken);
    const { id } = await placeOrder(guest, fixture.dish, { deliveryAddress: `${mark}strasse 7, Berlin` });
    expect((await guest.refused(calls.eraseMe, { body: {} })).code).toBe('order_open');
    await cancelOrder(guest, id);
    expect((await guest.ok(calls.exportMe)).profile).toEqual(user);
    await guest.ok(calls.eraseMe, { body: {} });
    await forgotten(user.id);
    expect(await placesOf(tracesOf(mark, person))).toEqual([]);
    expect((await guest.refused(calls.me)).code).toBe('session_ended');
    const customer = await traceableCustomer();
    const refusal = await customer.api.refused(calls.eraseMe, { body: {} });
    expect(refusal).toMatchObject({ code: 'validation_failed', errors: [{ path: 'password' }] });
  });

  test('is rejected while an order is open, with its number', async () => {
    const customer = await traceableCustomer();
    const placed = await placeOrder(customer.api, fixture.dish);
    const { password } = customer.person;
    const refusal = await customer.api.refused(calls.eraseMe, { body: { password } });
    expect(refusal).toMatchObject({ code: 'order_open', status: 409 });
    expect(refusal.detail).toContain(placed.number);
    await cancelOrder(customer.api, placed.id);
    await erase(customer);
  });

  test('covers an order placed at the same moment, as soon as it has ended', async () => {
    const customer = await traceableCustomer();
    const placed = await placeOrder(customer.api, fixture.dish, { deliveryAddress: customer.address });
    // As if the order had been placed between the check for open orders and the erasure.
    await db
      .collection('orders')
      .updateOne({ _id: placed.id as never }, { $set: { customerId: 'elsewhere' } });
    await erase(customer);
    await db
      .collection('orders')
      .updateOne({ _id: placed.id as never }, { $set: { customerId: customer.id } });
    await moveOrder(fixture.owner, placed.id, 'confirmed');
    await cancelOrder(fixture.owner, placed.id);
    await eventually(
      () => placesOf(customer.traces),
      (places) => places.length === 0,
      30_000,
    );
  });

  test('by an operator works for customers only, is in the audit log, and is final', async () => {
    const customer = await traceableCustomer();
    const staff = await fixture.newUser('courier');
    const params = { id: customer.id };
    expect((await fixture.owner.refused(calls.eraseUser, { params })).code).toBe('forbidden');
    expect((await fixture.operator.refused(calls.eraseUser, { params: { id: staff.id } })).code).toBe(
      'conflict',
    );
    await fixture.operator.ok(calls.eraseUser, { params });
    expect((await fixture.operator.refused(calls.eraseUser, { params })).code).toBe('conflict');
    const revive = fixture.operator.refused(calls.changeUser, { params, body: { disabled: false } });
    expect((await revive).code).toBe('conflict');
    await eventually(
      () => fixture.operator.ok(calls.listAudit, { query: { user: customer.id, action: 'user.erased' } }),
      ({ items }) => items.length === 1,
    );
    await forgotten(customer.id);
    expect(await placesOf(customer.traces)).toEqual([]);
  });
});

test('data past its retention is erased, on two nodes at once; amounts, counts and younger data remain', async () => {
  const old = await lived();
  const young = await lived();
  const aged = (days: number) => new Date(Date.now() - days * 24 * 3_600_000);
  const query = { from: aged(370).toISOString(), to: aged(364).toISOString() };
  const report = () => fixture.owner.ok(calls.getReport, { params: { id: 'demo-trattoria-aurora' }, query });
  const openOne = await placeOrder(old.api, fixture.dish, { deliveryAddress: old.address });
  await moveOrder(fixture.owner, openOne.id, 'confirmed');
  const set = (collection: string, filter: object, change: object) =>
    db.collection(collection).updateMany(filter, { $set: change });
  const ids = { $in: [...old.orders, openOne.id] };
  await eventually(
    () => db.collection('orders').countDocuments({ _id: ids as never, outboxDue: { $exists: true } }),
    (left) => left === 0,
  );
  await set('orders', { _id: ids }, { createdAt: aged(366) });
  await set('chat_messages', { orderId: ids }, { at: aged(181) });
  await set('notifications', { orderId: ids }, { createdAt: aged(91) });
  await set('deliveries', { _id: ids }, { openedAt: aged(8) });
  await set('couriers', { _id: old.courier.id }, { position: { lat: 1, lng: 1, at: aged(2) } });
  const before = await report();
  expect(before.orders).toMatchObject({ delivered: 1, cancelled: 1 });
  await old.api.ok(calls.logout);
  await eventually(
    () =>
      db
        .collection('sessions')
        .countDocuments({ userId: old.id, endedAt: { $ne: null }, outboxDue: { $exists: false } }),
    (ended) => ended === 1,
  );
  await set('sessions', { userId: old.id }, { endedAt: aged(31) });
  const oldEntry = await db.collection('audit').findOne({}, { sort: { at: 1 } });
  await set('audit', { _id: oldEntry!._id }, { at: aged(401) });

  const guests: string[] = [];
  for (const name of ['gone', 'here', 'young']) {
    const { user } = await server.api.ok(calls.openGuest, { body: { name, phone: '+49 30 5550199' } });
    guests.push(user.id);
  }
  const [gone, here] = guests;
  await set('users', { _id: { $in: [gone, here] } }, { guestSince: aged(366) });
  await set('sessions', { userId: gone }, { expiresAt: aged(1) });

  // The retention task runs at the start, and then every hour.
  await Promise.all([server.stop(), other.stop()]);
  [server, other] = await Promise.all([server.startAgain(), other.startAgain()]);
  fixture = await OrderFixture.signIn(server);
  // Not of the open order, which still needs a courier.
  const theirs = { $in: old.orders };
  const left = async () => ({
    orders: await db.collection('orders').countDocuments({ _id: theirs as never, customerName: { $ne: '' } }),
    messages: await db.collection('chat_messages').countDocuments({ orderId: theirs }),
    notifications: await db.collection('notifications').countDocuments({ orderId: theirs }),
    deliveries: await db.collection('deliveries').countDocuments({ _id: theirs as never }),
    sessions: await db.collection('sessions').countDocuments({ userId: old.id }),
    positions: await db
      .collection('couriers')
      .countDocuments({ _id: old.courier.id as never, position: { $ne: null } }),
    audit: await db.collection('audit').countDocuments({ _id: oldEntry!._id }),
  });
  const nothing = {
    orders: 0,
    messages: 0,
    notifications: 0,
    deliveries: 0,
    sessions: 0,
    positions: 0,
    audit: 0,
  };
  expect(await eventually(left, (found) => Object.values(found).every((one) => one === 0), 30_000)).toEqual(
    nothing,
  );

  // The reason is erased because it may name a person.
  expect(await report()).toEqual({
    ...before,
    cancellations: [{ reason: 'Removed', code: 'other', count: 1 }],
  });
  const stored = await db.collection('orders').findOne({ _id: old.orders[0] as never });
  expect(JSON.stringify(stored)).not.toContain(old.mark);
  // Still open: a courier may need the address.
  expect((await fixture.owner.ok(calls.getOrder, { params: { id: openOne.id } })).deliveryAddress?.text).toBe(
    old.address,
  );
  expect((await fixture.owner.ok(calls.getOrder, { params: { id: young.orders[0]! } })).customerName).toBe(
    young.person.name,
  );
  // A guest whose session is over is erased, and one who still uses it is kept for another period.
  const known = async () =>
    db
      .collection('users')
      .find({ _id: { $in: guests as never[] } })

      .sort({ createdAt: 1 })
      .map(({ name, disabled, guestSince }) => [name, disabled, guestSince > aged(1)])
      .toArray();
  const expected = [
    ['Former customer', true, false],
    ['here', false, true],
    ['young', false, true],
  ];
  expect(await eventually(known, (found) => isDeepStrictEqual(found, expected), 30_000)).toEqual(expected);
  expect((await server.api.as(young.api.token).ok(calls.listNotifications)).items.length).toBeGreaterThan(0);
});
