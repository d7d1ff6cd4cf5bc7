import { randomUUID } from 'node:crypto';
import { calls, type CommandName } from '@passline/contracts';
import { OrderFixture, type TestUser } from './testing/order-fixture.ts';
import { eventually } from './testing/eventually.ts';
import { aurora, cancelOrder, moveOrder, sakura } from './testing/orders.ts';
import { startServer, stopAll } from './testing/server.ts';
import { Connection, closeSockets } from './testing/sockets.ts';

let fixture: OrderFixture;
let customer: TestUser;
let stranger: TestUser;
let [atCustomer, atStranger, atOwner, atOperator]: [Connection, Connection, Connection, Connection] | [] = [];

beforeAll(async () => {
  fixture = await OrderFixture.signIn(await startServer());
});
afterAll(stopAll);
beforeEach(async () => {
  [customer, stranger] = await Promise.all([fixture.newUser('customer'), fixture.newUser('customer')]);
  [atCustomer, atStranger, atOwner, atOperator] = (await Promise.all(
    [customer, stranger, fixture.owner, fixture.operator].map((who) => fixture.connect(who)),
  )) as [Connection, Connection, Connection, Connection];
});
afterEach(closeSockets);

const whyNot = async (connection: Connection | undefined, name: CommandName, payload: unknown) =>
  (await connection!.rejected(name, payload)).code;

describe('joining', () => {
  test('an order is allowed to its parties only', async () => {
    const { order, courier } = await fixture.orderOutForDelivery(customer);
    const room = `order:${order.id}`;
    const atCourier = await fixture.connect(courier);
    for (const connection of [atCustomer, atOwner, atCourier, atOperator])
      for (const name of ['join:order', 'join:delivery'] as const)
        expect(await connection!.ok(name, order.id)).toMatchObject({ room, missed: [], resync: false });
    expect((await atCustomer!.ok('register')).rooms).toContain(room);
    for (const name of ['join:order', 'join:delivery'] as const) {
      expect(await whyNot(atStranger, name, order.id)).toBe('access_denied');
      const { payload } = await atStranger!.next('access_denied');
      expect(payload.room).toBe(room);
      expect(payload.reason).toContain('it is their own order');
    }
  });

  test('answers the same for an order that does not exist and for one of other users', async () => {
    const { id } = await fixture.order(customer);
    const [theirs, none] = [
      await atStranger!.rejected('join:order', id),
      await atStranger!.rejected('join:order', 'none'),
    ];
    expect(none).toEqual(theirs);
    expect(await whyNot(atOperator, 'join:order', 'none')).toBe('access_denied');
  });

  test('a restaurant is allowed to its staff and to operators', async () => {
    for (const connection of [atOwner, atOperator])
      expect(await connection!.ok('join:restaurant', aurora)).toMatchObject({ room: `restaurant:${aurora}` });
    expect(await whyNot(atOwner, 'join:restaurant', sakura)).toBe('access_denied');
    expect(await whyNot(atCustomer, 'join:restaurant', aurora)).toBe('access_denied');
  });

  test('and leaving are executed in the order of the commands', async () => {
    const { id } = await fixture.order(customer);
    const asked = [
      atCustomer!.ok('join:order', id),
      atCustomer!.ok('leave:order', id),
      atCustomer!.ok('join:delivery', { id }),
      atCustomer!.ok('leave:delivery', { id }),
    ];
    for (const { room } of await Promise.all(asked)) expect(room).toBe(`order:${id}`);
    expect((await atCustomer!.ok('register')).rooms).not.toContain(`order:${id}`);
    await fixture.owner.ok(calls.acknowledgeOrder, { params: { id } });
    await atOwner!.next('order:acknowledged', ({ orderId }) => orderId === id);
    await atCustomer!.caughtUp();
    expect(atCustomer!.of('order:acknowledged')).toEqual([]);
    expect(await atOwner!.ok('leave:restaurant', aurora)).toEqual({ ok: true, room: `restaurant:${aurora}` });
    await fixture.order(customer);
    await atOwner!.caughtUp();
    expect(atOwner!.of('order:new').map(({ payload }) => payload.orderId)).toEqual([id]);
  });

  test('an ended order is allowed, to read its history', async () => {
    const { id } = await fixture.order(customer);
    await cancelOrder(fixture.owner, id);
    await atCustomer!.next('order:cancelled', ({ orderId }) => orderId === id);
    const { missed } = await atCustomer!.ok('join:order', { id, after: 0 });
    expect(missed.map(({ event }) => event)).toEqual(['order:new', 'order:cancelled', 'order:status:update']);
  });
});

describe('the alarm', () => {
  test('is reported as received by a console, and answered from it', async () => {
    const { id } = await fixture.order(customer);
    await atOwner!.ok('order:receipt', { orderId: id, rendered: true, audible: false });
    expect((await fixture.owner.ok(calls.getOrder, { params: { id } })).alert).toMatchObject({
      receivedAt: expect.any(String),
      renderedAt: expect.any(String),
      audible: false,
    });
    const { version } = await atOwner!.ok('order:acknowledge', { orderId: id });
    expect(version).toBe((await fixture.owner.ok(calls.getOrder, { params: { id } })).version);
  });

  test('is not answered for other users', async () => {
    const { id } = await fixture.order(customer);
    const receipt = { orderId: id, rendered: true, audible: true };
    for (const [connection, code] of [
      [atCustomer, 'forbidden'],
      [atStranger, 'not_found'],
      [await fixture.connect(fixture.otherOwner), 'not_found'],
      [atOperator, 'forbidden'],
    ] as const) {
      expect(await whyNot(connection, 'order:acknowledge', { orderId: id })).toBe(code);
      expect(await whyNot(connection, 'order:receipt', receipt)).toBe(code);
    }
  });
});

describe('a courier', () => {
  test('goes on and off duty', async () => {
    const courier = await fixture.newUser('courier');
    const connection = await fixture.connect(courier);
    expect(await connection.ok('delivery:status', { status: 'available' })).toMatchObject({
      status: 'available',
    });
    expect(await connection.ok('delivery:status', { status: 'offline' })).toMatchObject({
      status: 'offline',
    });
    expect(await whyNot(atCustomer, 'delivery:status', { status: 'available' })).toBe('forbidden');
  });

  test('goes on duty where they are, and reports positions without an order until they go off duty', async () => {
    const courier = await fixture.newUser('courier');
    const connection = await fixture.connect(courier);
    const [start, next] = [
      { latitude: 52.51, longitude: 13.4 },
      { latitude: 52.61, longitude: 13.41 },
    ];
    const location = async () => (await courier.ok(calls.getOwnCourier)).location;
    expect(await whyNot(connection, 'delivery:location', start)).toBe('courier_unavailable');
    expect(await whyNot(connection, 'delivery:status', { status: 'available', latitude: 52.5 })).toBe(
      'validation_failed',
    );
    await connection.ok('delivery:status', { status: 'available', ...start });
    expect(await location()).toEqual({ lat: 52.51, lng: 13.4 });
    expect(await connection.ok('delivery:location', { ...next, accuracy: 8 })).toEqual({
      ok: true,
      passedOn: false,
    });
    expect(await location()).toEqual({ lat: 52.61, lng: 13.41 });
    await connection.ok('delivery:status', { status: 'offline' });
    expect(await whyNot(connection, 'delivery:location', start)).toBe('courier_unavailable');
    expect(await whyNot(atCustomer, 'delivery:location', start)).toBe('forbidden');
  });

  test("is seen by the order's parties, only while out for delivery", async () => {
    const placed = await fixture.order(customer);
    const courier = await fixture.assignNewCourier(placed);
    const [connection, link] = await Promise.all([
      fixture.connect(courier),
      customer.ok(calls.createTrackingLink, { params: { id: placed.id } }),
    ]);
    const atLink = await Connection.open(fixture.server.url, { trackingToken: link.token });
    for (const each of [connection, atCustomer!, atOperator!]) await each.ok('join:order', placed.id);
    const here = { orderId: placed.id, latitude: 52.5, longitude: 13.4, speed: 5, heading: 90, accuracy: 12 };
    // The other fields of a browser's position are accepted.
    const rest = { accuracy: 12.5, altitude: null, altitudeAccuracy: null };
    const locate = (latitude: number) => connection.ok('delivery:location', { ...here, ...rest, latitude });

    expect(await locate(52.51)).toEqual({ ok: true, passedOn: true });
    const { payload } = await atOwner!.next('delivery:location:update');
    expect(payload).toMatchObject({
      orderId: placed.id,
      location: { lat: 52.51, lng: 13.4 },
      speed: 5,
      heading: 90,
    });
    await atOperator!.next('delivery:location:update');
    for (const each of [atCustomer!, atLink]) {
      await each.caughtUp();
      expect(each.of('delivery:location:update')).toEqual([]);
    }

    await moveOrder(fixture.owner, placed.id, 'out_for_delivery');
    await atLink.next('order:status:update', ({ status }) => status === 'out_for_delivery');
    await eventually(
      () => locate(52.52),
      ({ passedOn }) => passedOn,
    );
    for (const each of [atCustomer!, atLink, atOwner!])
      await each.next('delivery:location:update', ({ location }) => location.lat === 52.52);

    await moveOrder(courier, placed.id, 'delivered');
    await atLink.next('order:status:update', ({ status }) => status === 'delivered');
    expect(await whyNot(connection, 'delivery:location', { ...here, latitude: 52.53 })).toBe('not_found');
    for (const each of [atCustomer!, atLink, atOwner!]) {
      await each.caughtUp();
      expect(each.of('delivery:location:update').map((one) => one.payload.location.lat)).not.toContain(52.53);
    }
  });

  test('is seen from the first position after the transition, also by a client over polling', async () => {
    const placed = await fixture.order(customer);
    const courier = await fixture.assignNewCourier(placed);
    const connection = await fixture.connect(courier);
    const watching = await Promise.all([
      fixture.connect(customer),
      fixture.connect(customer, { transports: ['polling'] }),
      fixture.connect(fixture.owner),
    ]);
    for (const each of watching) await each.ok('join:order', placed.id);
    await moveOrder(courier, placed.id, 'out_for_delivery');
    const here = { orderId: placed.id, latitude: 52.54, longitude: 13.4 };
    expect(await connection.ok('delivery:location', here)).toEqual({ ok: true, passedOn: true });
    for (const each of watching)
      await each.next('delivery:location:update', ({ location }) => location.lat === 52.54);
  });

  test('is broadcast at most once a second, and only for their own order', async () => {
    const { order, courier } = await fixture.orderOutForDelivery(customer);
    const connection = await fixture.connect(courier);
    const here = { orderId: order.id, latitude: 52.5, longitude: 13.4 };
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => connection.ok('delivery:location', here)),
    );
    expect(answers.filter(({ passedOn }) => passedOn).length).toBeLessThanOrEqual(2);
    const other = await fixture.connect(await fixture.newUser('courier'));
    expect(await whyNot(other, 'delivery:location', here)).toBe('not_found');
    expect(await whyNot(atCustomer, 'delivery:location', here)).toBe('forbidden');
    expect(await whyNot(connection, 'delivery:location', { ...here, latitude: 91 })).toBe(
      'validation_failed',
    );
  });
});

describe('a conversation', () => {
  test('stores a repeated message once, and answers with the stored message', async () => {
    const { id: orderId } = await fixture.order(customer);
    const message = { orderId, id: randomUUID(), text: '  Hello ' };
    const first = await atCustomer!.ok('chat:send', message);
    expect(first.message).toMatchObject({ text: 'Hello', from: { id: customer.id } });
    expect(await atCustomer!.ok('chat:send', message)).toEqual(first);
    expect(await whyNot(atCustomer, 'chat:send', { ...message, text: 'Bye' })).toBe('idempotency_mismatch');
    expect(await atOwner!.ok('chat:read', { orderId, upTo: message.id })).toEqual({ ok: true });
  });

  test('is open to participants only', async () => {
    const { id: orderId } = await fixture.order(customer);
    const message = { orderId, id: randomUUID(), text: 'Hello' };
    for (const [connection, code] of [
      [atStranger, 'not_found'],
      [atOperator, 'forbidden'],
    ] as const) {
      expect(await whyNot(connection, 'chat:send', message)).toBe(code);
      for (const event of ['chat:typing', 'chat:presence'] as const)
        expect(await whyNot(connection, event, { orderId })).toBe(code);
      for (const event of ['chat:read', 'chat:delivered'] as const)
        expect(await whyNot(connection, event, { orderId, upTo: message.id })).toBe(code);
    }
    expect(await whyNot(atCustomer, 'chat:send', { ...message, text: ' ' })).toBe('validation_failed');
    expect(await whyNot(atCustomer, 'chat:send', { ...message, text: 'x'.repeat(1001) })).toBe(
      'validation_failed',
    );
  });
});
