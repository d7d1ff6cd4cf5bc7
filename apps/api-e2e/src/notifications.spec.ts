import { calls, type Notification } from '@passline/contracts';
import type { Api } from './testing/api.ts';
import { eventually } from './testing/eventually.ts';
import {
  aurora,
  cancelOrder,
  type Dish,
  moveOrder,
  registerCustomer,
  placeOrder,
  dishWithoutOptions,
} from './testing/orders.ts';
import { Connection, closeSockets } from './testing/sockets.ts';
import { type RunningServer, startServer, stopAll } from './testing/server.ts';

let server: RunningServer;
let owner: Api;
let kitchen: Api;
let courier: Api & { session: { user: { id: string } } };
let dish: Dish;

beforeAll(async () => {
  server = await startServer();
  [owner, kitchen, courier] = await server.api.signInAll('owner', 'kitchen', 'courier');
  dish = await dishWithoutOptions(server.api);
});
afterAll(stopAll);
afterEach(closeSockets);

const about = (who: Api, orderId: string, types: string[]): Promise<Notification[]> =>
  eventually(
    async () =>
      (await who.ok(calls.listNotifications, { query: { limit: 100 } })).items.filter(
        (notification) => notification.orderId === orderId,
      ),
    (found) => JSON.stringify(found.map(({ type }) => type).sort()) === JSON.stringify([...types].sort()),
  );

test('an order notifies its customer and its staff', async () => {
  const customer = await registerCustomer(server.api, 'waiting@example.com');
  const { id, number } = await placeOrder(customer, dish);
  await moveOrder(owner, id, 'confirmed', 'preparing');
  await courier.ok(calls.changeCourierStatus, {
    body: { status: 'available', latitude: 52.5297, longitude: 13.4013 },
  });
  await about(courier, id, ['job_offered']);
  await owner.ok(calls.assignCourier, { params: { id }, body: { courierId: courier.session.user.id } });
  const arriveAt = (place: 'restaurant' | 'door') =>
    courier.ok(calls.reportArrival, { params: { id }, body: { place } });
  await arriveAt('restaurant');
  await moveOrder(owner, id, 'ready', 'out_for_delivery');
  await arriveAt('door');
  await moveOrder(owner, id, 'delivered');
  const told = await about(customer, id, [
    'order_confirmed',
    'courier_assigned',
    'order_on_the_way',
    'order_at_the_door',
    'order_delivered',
  ]);
  expect(told.find(({ type }) => type === 'order_confirmed')).toMatchObject({
    title: `Order ${number} is accepted`,
    message: expect.stringMatching(/^Trattoria Aurora has accepted your order\. It arrives by \d\d:\d\d\.$/),
    readAt: null,
  });
  await about(courier, id, ['delivery_assigned', 'job_offered']);
  await about(owner, id, []);
});

test('a driver and a recall notify the customer', async () => {
  const customer = await registerCustomer(server.api, 'recalled@example.com');
  const { id, number } = await placeOrder(customer, dish);
  await moveOrder(owner, id, 'confirmed', 'preparing');
  await owner.ok(calls.nameDriver, { params: { id }, body: { name: 'Enzo' } });
  await moveOrder(owner, id, 'out_for_delivery', 'delivered');
  await owner.ok(calls.recallOrder, { params: { id }, body: { reason: 'A dish is missing' } });
  const told = await about(customer, id, [
    'order_confirmed',
    'driver_named',
    'order_on_the_way',
    'order_delivered',
    'order_recalled',
  ]);
  expect(told.find(({ type }) => type === 'order_recalled')).toMatchObject({
    title: `Order ${number} is open again`,
    message: 'Trattoria Aurora reopened your order: A dish is missing',
  });
});

test('a cancellation notifies the other party', async () => {
  const customer = await registerCustomer(server.api, 'cancelling@example.com');
  const byStaff = await placeOrder(customer, dish);
  await cancelOrder(owner, byStaff.id, 'The oven is broken');
  const [told] = await about(customer, byStaff.id, ['order_cancelled']);
  expect(told?.message).toBe('Trattoria Aurora cancelled your order: The oven is broken');
  const byCustomer = await placeOrder(customer, dish);
  await cancelOrder(customer, byCustomer.id, 'Changed my mind');
  await about(owner, byCustomer.id, ['order_cancelled']);
  await about(kitchen, byCustomer.id, ['order_cancelled']);
  await about(customer, byCustomer.id, []);
});

test('a declined card notifies the restaurant', async () => {
  const customer = await registerCustomer(server.api, 'declined@example.com');
  const { id } = await placeOrder(customer, dish, { paymentMethod: 'card' });
  await customer.ok(calls.payOrder, { params: { id }, body: { token: 'tok_declined' } });
  const [told] = await about(kitchen, id, ['payment_failed']);
  expect(told?.message).toBe('The card payment failed: The card was declined');
});

test('notifications are counted, marked as read singly or together, and visible to their user only', async () => {
  const customer = await registerCustomer(server.api, 'reading@example.com');
  const other = await registerCustomer(server.api, 'curious@example.com');
  for (let i = 0; i < 3; i += 1) {
    const { id } = await placeOrder(customer, dish);
    await cancelOrder(owner, id);
  }
  const list = (query = {}) => customer.ok(calls.listNotifications, { query });
  const { items, unreadCount } = await eventually(list, (page) => page.items.length === 3);
  expect(unreadCount).toBe(3);
  const first = await list({ limit: 2 });
  expect(first.items).toEqual(items.slice(0, 2));
  expect((await list({ limit: 2, cursor: first.nextCursor! })).items).toEqual(items.slice(2));

  const params = { id: items[0]!.id };
  const read = await customer.ok(calls.readNotification, { params });
  expect(read.readAt).not.toBeNull();
  expect(await customer.ok(calls.readNotification, { params })).toEqual(read);
  expect((await list()).unreadCount).toBe(2);
  expect((await other.refused(calls.readNotification, { params })).code).toBe('not_found');
  expect((await other.ok(calls.listNotifications)).items).toEqual([]);

  expect(await customer.ok(calls.readAllNotifications)).toEqual({ unreadCount: 0 });
  expect((await list()).unreadCount).toBe(0);
});

test('a notification that is read on one screen is updated on the others, once', async () => {
  const here = await registerCustomer(server.api, 'two-screens@example.com');
  for (let i = 0; i < 3; i += 1) await cancelOrder(owner, (await placeOrder(here, dish)).id);
  const { items } = await eventually(
    () => here.ok(calls.listNotifications),
    (page) => page.items.length === 3,
  );
  const there = await server.api.signIn('two-screens@example.com', 'correct horse');
  const [connection, stranger] = await Promise.all([
    Connection.as(server.url, there.token),
    Connection.as(server.url, courier.token),
  ]);
  const params = { id: items[0]!.id };
  const { readAt } = await here.ok(calls.readNotification, { params });
  await here.ok(calls.readNotification, { params });
  await here.ok(calls.readAllNotifications);
  await connection.next('notification:read', ({ andOlder }) => andOlder);
  await stranger.caughtUp();
  expect(connection.of('notification:read').map(({ payload }) => payload)).toEqual([
    { id: items[0]!.id, andOlder: false, readAt },
    { id: items[1]!.id, andOlder: true, readAt: expect.any(String) },
  ]);
  expect(stranger.of('notification:read')).toEqual([]);
});

test('notifications are rejected without a user, or with an invalid body', async () => {
  const customer = await registerCustomer(server.api, 'shapes@example.com');
  for (const call of [calls.listNotifications, calls.readAllNotifications])
    expect((await server.api.refused(call)).code).toBe('unauthorized');
  expect((await server.api.refused(calls.readNotification, { params: { id: 'x' } })).code).toBe(
    'unauthorized',
  );
  for (const query of [{ limit: 0 }, { limit: 101 }, { cursor: 'nonsense' }])
    expect((await customer.refused(calls.listNotifications, { query })).code).toBe('validation_failed');
});

describe('an announcement of an operator', () => {
  const until = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();
  const current = async (who: Api) =>
    (await who.ok(calls.currentAnnouncements)).items.map(({ text }) => text);
  const connect = (who: Api) => Connection.as(server.url, who.token);
  let operator: Api;
  let neighbour: Api;
  let customer: Api;

  beforeAll(async () => {
    [operator, neighbour] = await server.api.signInAll('operator', 'owner2');
    customer = await registerCustomer(server.api, 'announced@example.com');
  });

  test('reaches its readers at once, and by REST, until it ends', async () => {
    const people = { owner, kitchen, neighbour, courier, customer };
    const sockets = await Promise.all(
      Object.entries(people).map(async ([name, who]) => [name, await connect(who)] as const),
    );
    const announce = (text: string, more = {}) =>
      operator.ok(calls.createAnnouncement, { body: { text, until: until(60), ...more } });
    const toAll = await announce('Maintenance at 3 am');
    await announce('Rain: take care', { role: 'courier' });
    await announce('Payments are slow', { role: 'customer' });
    await announce('Please update your menu', { restaurantId: aurora });
    const texts = async (connection: Connection) =>
      connection.received
        .filter(({ event }) => event === 'announcement:update')
        .map(({ payload }) => (payload as { text: string }).text);
    const expected = {
      owner: ['Maintenance at 3 am', 'Please update your menu'],
      kitchen: ['Maintenance at 3 am', 'Please update your menu'],
      neighbour: ['Maintenance at 3 am'],
      courier: ['Maintenance at 3 am', 'Rain: take care'],
      customer: ['Maintenance at 3 am', 'Payments are slow'],
    };
    for (const [name, socket] of sockets) {
      await eventually(
        () => texts(socket),
        (received) => received.length >= expected[name as keyof typeof expected].length,
      );
      expect([name, await texts(socket)]).toEqual([name, expected[name as keyof typeof expected]]);
      const who = people[name as keyof typeof people];
      expect([name, (await current(who)).toReversed()]).toEqual([
        name,
        expected[name as keyof typeof expected],
      ]);
    }
    expect((await current(server.api)).toReversed()).toEqual(expected.customer);

    await operator.ok(calls.endAnnouncement, { params: { id: toAll.id } });
    const [, socket] = sockets[0]!;
    await eventually(
      async () => socket.received.at(-1)?.payload,
      (payload) => (payload as { endedAt: string | null }).endedAt !== null,
    );
    expect(await current(neighbour)).toEqual([]);
    await operator.ok(calls.endAnnouncement, { params: { id: toAll.id } });
    const { items } = await operator.ok(calls.listAnnouncements);
    expect(items.map(({ text, endedAt }) => [text, endedAt !== null])).toEqual([
      ['Please update your menu', false],
      ['Payments are slow', false],
      ['Rain: take care', false],
      ['Maintenance at 3 am', true],
    ]);
    const { items: logged } = await eventually(
      () => operator.ok(calls.listAudit, { query: { limit: 100 } }),
      (log) => log.items.filter(({ action }) => action.startsWith('announcement.')).length === 5,
    );
    expect(logged.find(({ action }) => action === 'announcement.ended')).toMatchObject({
      subject: { kind: 'announcement', id: toAll.id },
    });
  });

  test('is refused with a reason, and only operators write one', async () => {
    const refused = async (body: object) =>
      operator.refused(calls.createAnnouncement, {
        body: { text: 'Hello', until: until(5), ...body },
      });
    for (const [body, path] of [
      [{ text: '' }, 'text'],
      [{ text: 'x'.repeat(281) }, 'text'],
      [{ until: until(-1) }, 'until'],
      [{ until: until(60 * 24 * 31) }, 'until'],
      [{ role: 'cook' }, 'role'],
      [{ role: 'owner', restaurantId: aurora }, 'restaurantId'],
    ] as const)
      expect(await refused(body)).toMatchObject({
        code: 'validation_failed',
        errors: [expect.objectContaining({ path })],
      });
    expect((await refused({ restaurantId: 'nowhere' })).code).toBe('not_found');
    const body = { text: 'Hello', until: until(5) };
    expect((await owner.refused(calls.createAnnouncement, { body })).code).toBe('forbidden');
    expect((await server.api.refused(calls.listAnnouncements)).code).toBe('unauthorized');
    const params = { id: 'nothing' };
    expect((await operator.refused(calls.endAnnouncement, { params })).code).toBe('not_found');
  });
});
