import { type AnswerOf, calls } from '@passline/contracts';
import type { Api } from './testing/api.ts';
import { OrderFixture, type TestUser } from './testing/order-fixture.ts';
import { eventually } from './testing/eventually.ts';
import { aurora, cancelOrder, sakura } from './testing/orders.ts';
import { startServer, stopAll } from './testing/server.ts';
import { Connection, closeSockets } from './testing/sockets.ts';

type Explained = AnswerOf<typeof calls.explainAccess>;

let fixture: OrderFixture;
let customer: TestUser;
let orderId: string;

beforeAll(async () => {
  fixture = await OrderFixture.signIn(await startServer({ SOCKET_CLOSED_ORDER_SECONDS: '1' }));
  customer = await fixture.newUser('customer');
  ({ id: orderId } = await fixture.order(customer));
});
afterAll(stopAll);
afterEach(closeSockets);

const why = (user: string, room: string): Promise<Explained> =>
  fixture.operator.ok(calls.explainAccess, { query: { user, room } });
/** Compares the explanation with what happens when a socket of the user joins the room. */
const door = async (who: Api, id: string) => {
  const connection = await fixture.connect(who);
  const answer = await connection.ask('join:order', id);
  connection.close();
  return answer.ok;
};
const order = () => `order:${orderId}`;
const said = ({ because }: Explained) => because.join(' ');

describe('the explanation of access to an order names the rule that allows or denies it', () => {
  test('its customer may', async () => {
    const explained = await why(customer.id, order());
    expect(explained).toMatchObject({
      user: { id: customer.id, role: 'customer', disabled: false },
      room: order(),
      allowed: true,
      rule: 'order_customer',
      watcher: false,
      automatic: false,
      sessions: { live: 1 },
    });
    const { number } = await customer.ok(calls.getOrder, { params: { id: orderId } });
    expect(explained.roomName).toBe(`order ${number} at Trattoria Aurora`);
    expect(said(explained)).toContain(`They may receive order ${number} at Trattoria Aurora: `);
    expect(explained.considered[0]).toEqual({
      rule: 'order_customer',
      because: 'it is their own order',
      holds: true,
    });
    expect(await door(customer, orderId)).toBe(true);
  });

  test('another customer may not, and the answer lists every rule', async () => {
    const stranger = await fixture.newUser('customer');
    const explained = await why(stranger.id, order());
    expect(explained).toMatchObject({ allowed: false, rule: 'none_holds' });
    expect(explained.considered.map(({ holds }) => holds)).toEqual([false, false, false, false]);
    expect(await door(stranger, orderId)).toBe(false);
  });

  test('staff of its restaurant may, found by email; staff of another may not', async () => {
    expect(await why('OWNER@demo.passline.local', order())).toMatchObject({
      allowed: true,
      rule: 'order_staff',
      watcher: false,
    });
    expect(await why('owner2@demo.passline.local', order())).toMatchObject({ allowed: false });
    expect([await door(fixture.owner, orderId), await door(fixture.otherOwner, orderId)]).toEqual([
      true,
      false,
    ]);
  });

  test('its courier may, until another courier is assigned', async () => {
    const { order: placed, courier } = await fixture.orderOutForDelivery(customer);
    expect(await why(courier.id, `order:${placed.id}`)).toMatchObject({
      allowed: true,
      rule: 'order_courier',
    });
    const after = await fixture.newUser('courier');
    await fixture.assignCourier(placed.id, after);
    expect(await why(courier.id, `order:${placed.id}`)).toMatchObject({ allowed: false });
    expect(await why(after.id, `order:${placed.id}`)).toMatchObject({ allowed: true });
    expect([await door(courier, placed.id), await door(after, placed.id)]).toEqual([false, true]);
  });

  test('an operator may, as an observer', async () => {
    const explained = await why('operator@demo.passline.local', order());
    expect(explained).toMatchObject({ allowed: true, rule: 'role', watcher: true });
    expect(said(explained)).toContain('no chat');
  });

  test('holders of its tracking link may, holders of another link may not; their sockets are counted', async () => {
    const other = await fixture.order(customer);
    expect(await why(`tracking:${orderId}`, order())).toMatchObject({
      user: null,
      allowed: true,
      rule: 'tracking_link',
      watcher: true,
      automatic: true,
      sessions: null,
      sockets: [],
    });
    expect(await why(`tracking:${other.id}`, order())).toMatchObject({
      allowed: false,
      rule: 'tracking_link',
    });
    const { token } = await customer.ok(calls.createTrackingLink, { params: { id: orderId } });
    await Connection.open(fixture.server.url, { trackingToken: token });
    const { sockets } = await why(`tracking:${orderId}`, order());
    expect(sockets).toMatchObject([{ inRoom: true, rooms: [order()] }]);
  });

  test('no user may, if the order or the room does not exist', async () => {
    const missing = await why('operator@demo.passline.local', 'order:nothing');
    expect(missing).toMatchObject({ allowed: false, rule: 'no_such_order' });
    expect(said(missing)).toContain('There is no such order.');
    expect(await why(customer.id, 'kitchen sink')).toMatchObject({ allowed: false, rule: 'no_such_room' });
  });
});

describe('the explanation of access to other rooms', () => {
  test.each([
    [
      'owner',
      () => `restaurant:${aurora}`,
      { allowed: true, rule: 'restaurant_staff', automatic: true, watcher: false },
    ],
    ['owner', () => `restaurant:${sakura}`, { allowed: false, rule: 'none_holds' }],
    [
      'operator',
      () => `restaurant:${aurora}`,
      { allowed: true, rule: 'role', automatic: false, watcher: true },
    ],
    ['customer', () => `restaurant:${aurora}`, { allowed: false, rule: 'none_holds' }],
    ['owner', () => 'role:owner', { allowed: true, rule: 'own_role', automatic: true }],
    ['owner', () => 'role:operator', { allowed: false, rule: 'none_holds' }],
    ['owner2', () => 'public', { allowed: true, rule: 'public', automatic: true }],
    ['customer', () => `user:${customer.id}`, { allowed: false, rule: 'none_holds' }],
  ])('%s', async (account, room, verdict) => {
    expect(await why(`${account}@demo.passline.local`, room())).toMatchObject(verdict);
  });

  test('users may join their own rooms only', async () => {
    expect(await why(customer.id, `user:${customer.id}`)).toMatchObject({
      roomName: expect.stringMatching(/^the feed of /),
      allowed: true,
      rule: 'own_feed',
      automatic: true,
    });
  });

  test('names restaurants and not their ids', async () => {
    const explained = await why('owner@demo.passline.local', `restaurant:${sakura}`);
    expect(explained.roomName).toBe('Sakura Kitchen');
    expect(said(explained)).toContain('at Trattoria Aurora.');
    expect(said(explained)).not.toContain(sakura);
  });

  test('a restaurant that does not exist is reported as missing', async () => {
    expect(said(await why('operator@demo.passline.local', 'restaurant:nowhere'))).toContain(
      'No restaurant has this id',
    );
  });
});

describe('other reasons that deny access', () => {
  test('a disabled account, even if a rule allows it', async () => {
    const gone = await fixture.newUser('kitchen', aurora);
    await fixture.operator.ok(calls.changeUser, { params: { id: gone.id }, body: { disabled: true } });
    const explained = await why(gone.id, order());
    expect(explained).toMatchObject({
      allowed: false,
      rule: 'user_disabled',
      user: { disabled: true },
      sessions: { live: 0 },
    });
    expect(said(explained)).toMatch(/account is disabled.*Otherwise they could receive/);
  });

  test('no live session', async () => {
    const away = await fixture.newUser('kitchen', aurora);
    await away.ok(calls.logout);
    const explained = await why(away.id, order());
    expect(explained).toMatchObject({
      allowed: false,
      rule: 'no_session',
      sessions: { live: 0, lastEndedBecause: 'signed_out', lastEndedAt: expect.any(String) },
    });
    expect(said(explained)).toContain('They are not signed in anywhere');
  });

  test('a block does not keep customers from following their order, and is reported', async () => {
    const blocked = await fixture.newUser('customer');
    const { id } = await fixture.order(blocked);
    await fixture.owner.ok(calls.blockCustomer, { params: { id: aurora }, body: { customerId: blocked.id } });
    const explained = await why(blocked.id, `order:${id}`);
    expect(explained.allowed).toBe(true);
    expect(said(explained)).toContain('Trattoria Aurora has blocked them');
    expect(await door(blocked, id)).toBe(true);
  });

  test('an order that has ended: its room is closed after a while, and can be joined again', async () => {
    const { id } = await fixture.order(customer);
    const connection = await fixture.connect(customer);
    await connection.ok('join:order', id);
    expect((await why(customer.id, `order:${id}`)).sockets).toMatchObject([{ inRoom: true }]);
    await cancelOrder(fixture.owner, id);
    expect((await connection.next('access:revoked')).payload).toEqual({
      room: `order:${id}`,
      reason: 'order_closed',
    });
    const explained = await why(customer.id, `order:${id}`);
    expect(explained.allowed).toBe(true);
    expect(explained.sockets).toMatchObject([{ inRoom: false }]);
    expect(said(explained)).toMatch(/has been cancelled since .* \(order_closed\), and may join again/);
    expect(said(explained)).toContain('0 of their 1 connected sockets are in the room now.');
    await connection.ok('join:order', id);
  });
});

test('the explanation lists which sockets of the user are in the room', async () => {
  const [inside] = await Promise.all([fixture.connect(customer), fixture.connect(customer)]);
  await inside.ok('join:order', orderId);
  const { sockets } = await why(customer.id, order());
  expect(sockets.map(({ id, inRoom }) => [id, inRoom])).toContainEqual([inside.socket.id, true]);
  expect(sockets.filter(({ inRoom }) => inRoom)).toHaveLength(1);
  inside.close();
  await eventually(
    async () => (await why(customer.id, order())).sockets.length,
    (left) => left === 1,
  );
});

test('only operators may ask, and only about existing users', async () => {
  expect(
    await fixture.owner.refused(calls.explainAccess, { query: { user: customer.id, room: order() } }),
  ).toMatchObject({ code: 'forbidden' });
  expect(
    await fixture.operator.refused(calls.explainAccess, {
      query: { user: 'nobody@example.com', room: order() },
    }),
  ).toMatchObject({ code: 'not_found' });
  expect(await fixture.operator.refused(calls.explainAccess)).toMatchObject({ code: 'validation_failed' });
});

test('the sockets of all worker processes are listed', async () => {
  const server = await startServer({ WORKERS: '2' });
  const there = await OrderFixture.signIn(server);
  const connections = await Promise.all(Array.from({ length: 4 }, () => there.connect(there.owner)));
  const { id: owner } = await there.owner.ok(calls.me);
  const query = { user: owner, room: `restaurant:${aurora}` };
  const { sockets } = await there.operator.ok(calls.explainAccess, { query });
  expect(sockets.map(({ id, inRoom }) => [id, inRoom]).sort()).toEqual(
    connections.map(({ socket }) => [socket.id, true]).sort(),
  );
  await eventually(
    async () => (await there.owner.ok(calls.getRestaurant, { params: { id: aurora } })).presence?.screens,
    (screens) => screens === 4,
  );
  const { id } = await there.order(await there.newUser('customer'));
  await Promise.all(
    connections.map((connection) =>
      connection.ok('order:receipt', { orderId: id, rendered: true, audible: true }),
    ),
  );
  const { items } = await there.operator.ok(calls.listUnanswered);
  expect(items.find(({ orderId }) => orderId === id)?.screens).toEqual({
    connected: 4,
    received: 4,
    rendered: 4,
    audible: 4,
  });
});
