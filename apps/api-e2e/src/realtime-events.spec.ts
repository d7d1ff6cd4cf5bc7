import { randomUUID } from 'node:crypto';
import { calls } from '@passline/contracts';
import { OrderFixture, type TestUser } from './testing/order-fixture.ts';
import { expectNoEvent, expectEvent } from './testing/expect-event.ts';
import { aurora, cancelOrder, moveOrder, sakura } from './testing/orders.ts';
import { startServer, stopAll } from './testing/server.ts';
import type { Connection } from './testing/sockets.ts';
import { closeSockets } from './testing/sockets.ts';

let fixture: OrderFixture;
let customer: TestUser;
let [atCustomer, atOwner, atNeighbour, atOperator]: Connection[] = [];

beforeAll(async () => {
  fixture = await OrderFixture.signIn(await startServer({ RATE_LIMIT_FACTOR: '1000' }));
});
afterAll(stopAll);
beforeEach(async () => {
  customer = await fixture.newUser('customer');
  [atCustomer, atOwner, atNeighbour, atOperator] = await Promise.all(
    [customer, fixture.owner, fixture.otherOwner, fixture.operator].map((who) => fixture.connect(who)),
  );
});
afterEach(closeSockets);

describe('an order', () => {
  test('that is placed rings in its restaurant, and nowhere else', async () => {
    const { id, number, totalAmount } = await fixture.order(customer);
    const said = {
      orderId: id,
      orderNumber: number,
      restaurantId: aurora,
      customerName: 'customer Surname',
      totalAmount,
      status: 'pending',
      version: 1,
    };
    await Promise.all([expectEvent(atOwner, 'order:new', said), expectEvent(atCustomer, 'order:new', said)]);
    await expectNoEvent('order:new', atNeighbour, atOperator);
  });

  test('that is placed reaches staff complete and others without the details, live and replayed', async () => {
    const placed = await fixture.order(customer, {
      note: 'Second door',
      deliveryAddress: 'Weberstr. 1, Berlin',
    });
    const isPlaced = ({ orderId }: { orderId: string }) => orderId === placed.id;
    const live = await atOwner!.next('order:new', isPlaced);
    const { orderId, orderNumber, details, ...fields } = live.payload;
    const { alertPolicy, ...rest } = details!;
    expect(placed).toMatchObject({ id: orderId, number: orderNumber, ...fields, ...rest });
    expect(rest).toMatchObject({ note: 'Second door', deliveryAddress: { text: 'Weberstr. 1, Berlin' } });
    expect(alertPolicy.notAnsweredAfter).toBeGreaterThan(0);

    const atCustomerLive = await atCustomer!.next('order:new', isPlaced);
    expect(atCustomerLive.payload).not.toHaveProperty('details');
    const order = await atCustomer!.ok('join:order', { id: placed.id, after: 0 });
    expect(order.missed[0]!.payload).toMatchObject({ orderId });
    expect(order.missed[0]!.payload).not.toHaveProperty('details');

    const { seq, epoch } = live.meta!.streams[`restaurant:${aurora}`]!;
    const before = {
      [`restaurant:${aurora}`]: { seq: seq - 1, epoch },
      [`order:${placed.id}`]: { seq: 0, epoch },
    };
    const replayed = await atOwner!.ok('sync', { streams: before });
    const again = replayed.missed.find(({ event }) => event === 'order:new');
    expect(again!.payload).toEqual(live.payload);
  });

  test('that changes its status is sent to all its parties, in order', async () => {
    const { order, courier } = await fixture.orderOutForDelivery(customer);
    const atCourier = await fixture.connect(courier);
    await moveOrder(courier, order.id, 'delivered');
    const last = {
      orderId: order.id,
      orderNumber: order.number,
      oldStatus: 'out_for_delivery',
      status: 'delivered',
    };
    for (const connection of [atCustomer, atOwner, atCourier]) {
      const { payload } = await connection!.next(
        'order:status:update',
        ({ orderId, status }) => orderId === order.id && status === 'delivered',
      );
      expect(payload).toMatchObject(last);
    }
    const states = (connection: Connection) =>
      connection
        .of('order:status:update')
        .flatMap(({ payload }) => (payload.orderId === order.id ? payload.status : []));
    const life = ['confirmed', 'preparing', 'out_for_delivery', 'delivered'];
    expect([states(atCustomer!), states(atOwner!)]).toEqual([life, life]);
    await expectNoEvent('order:status:update', atNeighbour, atOperator);
  });

  test('that is cancelled is published', async () => {
    const { id, number } = await fixture.order(customer);
    await cancelOrder(fixture.owner, id, 'No more dough');
    const said = { orderId: id, orderNumber: number, reason: 'No more dough', by: 'staff' };
    for (const connection of [atCustomer, atOwner]) {
      await expectEvent(connection, 'order:cancelled', said);
      await expectEvent(connection, 'order:status:update', {
        orderId: id,
        oldStatus: 'pending',
        status: 'cancelled',
      });
    }
    await expectNoEvent('order:cancelled', atNeighbour, atOperator);
  });

  test('that is acknowledged stops ringing, in the restaurant and for its followers', async () => {
    const { id } = await fixture.order(customer);
    await atCustomer!.ok('join:order', id);
    await fixture.owner.ok(calls.acknowledgeOrder, { params: { id } });
    await expectEvent(atOwner, 'order:acknowledged', { orderId: id, by: 'Giulia Ferrante' });
    await expectEvent(atCustomer, 'order:acknowledged', { orderId: id });
    await expectNoEvent('order:acknowledged', atNeighbour, atOperator);
  });

  test('that no screen has received is sent to operators too', async () => {
    const impatient = (notReceivedAfter: number) =>
      fixture.owner.ok(calls.changeRestaurant, {
        params: { id: aurora },
        body: { alertPolicy: { notReceivedAfter } },
      });
    await impatient(5);
    const { id, number } = await fixture.order(customer);
    await impatient(10);
    const said = { orderId: id, orderNumber: number, restaurantId: aurora, cause: 'not_received' };
    for (const connection of [atOperator, atOwner]) await expectEvent(connection, 'order:unanswered', said);
    await expectNoEvent('order:unanswered', atCustomer, atNeighbour);
  });

  test('that is promised is sent with its times', async () => {
    const { id } = await fixture.order(customer);
    const { promise } = await fixture.owner.ok(calls.promiseOrder, {
      params: { id },
      body: { readyInMinutes: 20 },
    });
    for (const connection of [atCustomer, atOwner])
      await expectEvent(connection, 'order:promise:update', { orderId: id, readyAt: promise!.readyAt });
    await expectNoEvent('order:promise:update', atNeighbour, atOperator);
  });

  test('that gets a driver, and is recalled, is sent with both', async () => {
    const { id, number } = await fixture.order(customer);
    await moveOrder(fixture.owner, id, 'confirmed', 'preparing');
    await fixture.owner.ok(calls.nameDriver, { params: { id }, body: { name: 'Enzo Rossi' } });
    await moveOrder(fixture.owner, id, 'out_for_delivery', 'delivered');
    const reason = 'The customer did not get it';
    await fixture.owner.ok(calls.recallOrder, { params: { id }, body: { reason } });
    for (const connection of [atCustomer, atOwner]) {
      await expectEvent(connection, 'order:driver_named', { orderId: id, driverName: 'Enzo Rossi' });
      await expectEvent(connection, 'order:recalled', { orderId: id, orderNumber: number, reason });
      await connection!.next(
        'order:status:update',
        ({ orderId, oldStatus, status }) =>
          orderId === id && oldStatus === 'delivered' && status === 'out_for_delivery',
      );
    }
    await expectNoEvent('order:driver_named', atNeighbour, atOperator);
  });

  test('that gets a courier is sent with the courier', async () => {
    const placed = await fixture.order(customer);
    const courier = await fixture.newUser('courier');
    const atCourier = await fixture.connect(courier);
    await moveOrder(fixture.owner, placed.id, 'confirmed', 'preparing');
    await fixture.assignCourier(placed.id, courier);
    for (const connection of [atCustomer, atOwner])
      await expectEvent(connection, 'order:rider_assigned', {
        orderId: placed.id,
        riderId: courier.id,
        riderName: 'courier Surname',
        riderPhone: '+49 30 1234567',
      });
    await expectEvent(atCourier, 'order:assigned', {
      orderId: placed.id,
      orderNumber: placed.number,
      restaurantName: 'Trattoria Aurora',
      deliveryAddress: 'Linienstrasse 9, Berlin',
    });
    await courier.ok(calls.reportArrival, { params: { id: placed.id }, body: { place: 'restaurant' } });
    for (const connection of [atCustomer, atOwner, atCourier])
      await expectEvent(connection, 'order:courier_arrived', { orderId: placed.id, place: 'restaurant' });
    await expectNoEvent('order:courier_arrived', atNeighbour, atOperator);
    await expectNoEvent('order:rider_assigned', atCourier, atNeighbour, atOperator);
    await expectNoEvent('order:assigned', atCustomer, atOwner);
  });

  test('is received once, also by clients in several of its rooms', async () => {
    const { id } = await fixture.order(customer);
    await Promise.all([atCustomer!.ok('join:order', id), atOwner!.ok('join:order', id)]);
    await moveOrder(fixture.owner, id, 'confirmed');
    await fixture.owner.ok(calls.acknowledgeOrder, { params: { id } });
    for (const connection of [atCustomer!, atOwner!]) {
      await connection.next('order:acknowledged', ({ orderId }) => orderId === id);
      const ids = connection.received.flatMap(({ meta }) => meta?.id ?? []);
      expect(new Set(ids).size).toBe(ids.length);
    }
    const { meta } = await atOwner!.next('order:status:update', ({ orderId }) => orderId === id);
    // The sequences in its own streams, and none of the customer's.
    expect(Object.keys(meta!.streams).sort()).toEqual([`order:${id}`, `restaurant:${aurora}`]);
  });
});

describe('a job', () => {
  test('is offered to couriers nearby, and withdrawn when one accepts it', async () => {
    const [first, second] = await Promise.all([fixture.newUser('courier'), fixture.newUser('courier')]);
    const near = { status: 'available' as const, latitude: 52.53, longitude: 13.4013 };
    for (const courier of [first, second]) await courier.ok(calls.changeCourierStatus, { body: near });
    const [atFirst, atSecond] = await Promise.all([fixture.connect(first), fixture.connect(second)]);
    const { id } = await fixture.order(customer);
    await moveOrder(fixture.owner, id, 'confirmed');
    for (const connection of [atFirst, atSecond])
      await expectEvent(connection, 'order:available', { orderId: id, restaurantName: 'Trattoria Aurora' });
    await first.ok(calls.acceptDelivery, { params: { orderId: id } });
    await expectEvent(atSecond, 'order:taken', { orderId: id });
    await expectEvent(atFirst, 'order:assigned', { orderId: id });
    await expectNoEvent('order:taken', atFirst);
    await expectNoEvent('order:available', atCustomer, atOwner, atOperator);
    await cancelOrder(fixture.owner, id);
  });

  test("sends who is on duty to operators and to the order's restaurant", async () => {
    const { courier } = await fixture.orderOutForDelivery(customer);
    const said = ({ courierId }: { courierId: string }) => courierId === courier.id;
    expect((await atOperator!.next('delivery:status:update', said)).payload).toMatchObject({
      courierId: courier.id,
    });
    await atOwner!.next('delivery:status:update', (payload) => said(payload) && payload.status === 'busy');
    await expectNoEvent('delivery:status:update', atCustomer, atNeighbour);
  });
});

describe('a payment', () => {
  test('that is paid and refunded is sent to its parties', async () => {
    const { id, totalAmount, currency } = await fixture.order(customer, { paymentMethod: 'card' });
    await customer.ok(calls.payOrder, { params: { id }, body: { token: 'tok_ok' } });
    const said = { orderId: id, amount: totalAmount, currency, paymentMethod: 'card' };
    for (const connection of [atCustomer, atOwner]) await expectEvent(connection, 'payment:received', said);
    await cancelOrder(fixture.owner, id);
    for (const connection of [atCustomer, atOwner]) await expectEvent(connection, 'payment:refunded', said);
    await expectNoEvent('payment:received', atNeighbour, atOperator);
  });
});

describe('a public event', () => {
  afterEach(async () => {
    await fixture.owner.ok(calls.changeStatus, {
      params: { id: aurora },
      body: { isOpen: true, busyMinutes: 0 },
    });
  });

  test('is sent when a restaurant closes, also to its own staff only once', async () => {
    await fixture.owner.ok(calls.changeStatus, {
      params: { id: aurora },
      body: { isOpen: false, message: 'Back soon' },
    });
    const said = {
      restaurantId: aurora,
      businessName: 'Trattoria Aurora',
      isOpen: false,
      message: 'Back soon',
    };
    for (const connection of [atCustomer, atOwner, atNeighbour, atOperator]) {
      await expectEvent(connection, 'business:status:update', said);
      await connection!.caughtUp();
      expect(connection!.of('business:status:update')).toHaveLength(1);
    }
  });

  test('is sent when a dish is sold out', async () => {
    const params = { id: aurora, itemId: fixture.dish.id };
    await fixture.owner.ok(calls.changeAvailability, { params, body: { available: false } });
    for (const connection of [atCustomer, atNeighbour])
      await expectEvent(connection, 'menu:item:update', {
        restaurantId: aurora,
        itemId: fixture.dish.id,
        available: false,
      });
    await fixture.owner.ok(calls.changeAvailability, { params, body: { available: true } });
  });

  test('reaches the storefront when a menu was changed', async () => {
    const params = { id: aurora, itemId: fixture.dish.id };
    await atCustomer!.ok('join:storefront', aurora);
    await fixture.owner.ok(calls.changeMenuItem, { params, body: { description: randomUUID() } });
    for (const connection of [atCustomer, atOwner])
      await expectEvent(connection, 'menu:update', { restaurantId: aurora });
    await expectNoEvent('menu:update', atNeighbour, atOperator);
  });

  test('is sent when an offer starts or ends', async () => {
    const code = `X${randomUUID().slice(0, 8).toUpperCase()}`;
    await fixture.otherOwner.ok(calls.createOffer, { params: { id: sakura }, body: { code, percent: 10 } });
    for (const connection of [atCustomer, atOwner])
      await expectEvent(connection, 'offer:new', {
        code,
        kind: 'percent',
        discountValue: 10,
        restaurantId: sakura,
      });
  });
});

test("changed settings are announced to the restaurant's own staff, who read them again", async () => {
  await fixture.owner.ok(calls.changeRestaurant, {
    params: { id: aurora },
    body: { autoAccept: { readyInMinutes: 25 } },
  });
  await expectEvent(atOwner, 'restaurant:update', { restaurantId: aurora, fields: ['autoAccept'] });
  await expectNoEvent('restaurant:update', atCustomer, atNeighbour);
});

test("changed facts of the customers' page are sent to those who watch it, and no other settings", async () => {
  const visitor = await fixture.connect(customer);
  await visitor.ok('join:storefront', aurora);
  const { description } = await fixture.owner.ok(calls.getRestaurant, { params: { id: aurora } });
  for (const body of [{ autoAccept: { readyInMinutes: 25 } }, { description, courierFee: { base: 300 } }])
    await fixture.owner.ok(calls.changeRestaurant, { params: { id: aurora }, body });
  await expectEvent(visitor, 'storefront:update', { restaurantId: aurora, fields: ['description'] });
  await expectNoEvent('restaurant:update', visitor);
  expect(visitor.of('storefront:update')).toHaveLength(1);
});

test('a notification is sent to its user only, on each of their devices', async () => {
  const second = await fixture.connect(customer);
  const { id } = await fixture.order(customer);
  await moveOrder(fixture.owner, id, 'confirmed');
  for (const connection of [atCustomer, second])
    await expectEvent(connection, 'notification:new', { orderId: id });
  await expectNoEvent('notification:new', atNeighbour, atOperator);
});

test('only operators receive statistics every second', async () => {
  const { payload } = await atOperator!.next('system:stats', ({ connections }) => connections >= 4);
  expect(payload).toMatchObject({ rooms: expect.any(Number), outboxDepth: expect.any(Number) });
  await expectNoEvent('system:stats', atCustomer, atOwner);
});
