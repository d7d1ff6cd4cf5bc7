import { calls } from '@passline/contracts';
import { OrderFixture, type TestUser } from './testing/order-fixture.ts';
import { aurora, cancelOrder, moveOrder, sakura } from './testing/orders.ts';
import { startServer, stopAll } from './testing/server.ts';
import { Connection, closeSockets } from './testing/sockets.ts';

let fixture: OrderFixture;
beforeAll(async () => {
  fixture = await OrderFixture.signIn(await startServer({ SOCKETS_PER_USER: '100' }));
});
afterAll(stopAll);
afterEach(closeSockets);

const change = (id: string, body: object) => fixture.operator.ok(calls.changeUser, { params: { id }, body });
const revoked = (connection: Connection) => connection.of('access:revoked').map(({ payload }) => payload);

describe('a revoked right', () => {
  test('by a change of role: events of the restaurant and its orders stop, those of the new rooms start', async () => {
    const cook = await fixture.newUser('kitchen', aurora);
    const customer = await fixture.newUser('customer');
    const { id } = await fixture.order(customer);
    const connection = await fixture.connect(cook);
    await connection.ok('join:order', id);
    await change(cook.id, { role: 'customer' });
    await connection.next('access:revoked', ({ room }) => room === `order:${id}`);
    await connection.next('registered', ({ role }) => role === 'customer');
    expect(
      revoked(connection)
        .map(({ room }) => room)
        .sort(),
    ).toEqual(['role:kitchen', `restaurant:${aurora}`, `order:${id}`].sort());
    expect(connection.rooms.sort()).toEqual([`user:${cook.id}`, 'role:customer', 'public'].sort());
    const atOwner = await fixture.connect(fixture.owner);
    await moveOrder(fixture.owner, id, 'confirmed');
    await atOwner.next('order:status:update', ({ orderId }) => orderId === id);
    await connection.caughtUp();
    expect(connection.of('order:status:update')).toEqual([]);
    expect(await connection.rejected('join:order', id)).toMatchObject({ code: 'access_denied' });
    expect(await connection.rejected('order:acknowledge', { orderId: id })).toMatchObject({
      code: 'not_found',
    });
  });

  test('by a change of restaurant: the rooms change with it', async () => {
    const cook = await fixture.newUser('kitchen', aurora);
    const connection = await fixture.connect(cook);
    await change(cook.id, { restaurantId: sakura });
    await connection.next('registered', () => connection.rooms.includes(`restaurant:${sakura}`));
    expect(revoked(connection)).toEqual([{ room: `restaurant:${aurora}`, reason: 'access_changed' }]);
    await fixture.otherOwner.ok(calls.changeStatus, { params: { id: sakura }, body: { busyMinutes: 10 } });
    const { meta } = await connection.next(
      'business:status:update',
      ({ restaurantId }) => restaurantId === sakura,
    );
    expect(Object.keys(meta!.streams).sort()).toEqual([
      'public',
      `restaurant:${sakura}`,
      `storefront:${sakura}`,
    ]);
  });

  test('by disabling the account: all sockets are closed, and new ones are rejected', async () => {
    const cook = await fixture.newUser('kitchen', aurora);
    const connections = [
      await fixture.connect(cook),
      await fixture.connect(cook, { transports: ['polling'] }),
    ];
    await change(cook.id, { disabled: true });
    for (const connection of connections) {
      await connection.closed();
      expect(revoked(connection)).toContainEqual({
        reason: 'user_disabled',
        message: expect.stringContaining('disabled'),
      });
    }
    expect((await Connection.refused(fixture.server.url, { token: cook.token })).data.code).toBe(
      'session_ended',
    );
  });

  test('by reassigning the order: the previous courier receives nothing more of it', async () => {
    const customer = await fixture.newUser('customer');
    const placed = await fixture.order(customer);
    const before = await fixture.assignNewCourier(placed);
    const [atBefore, atCustomer] = await Promise.all([fixture.connect(before), fixture.connect(customer)]);
    await atBefore.ok('join:order', placed.id);
    const after = await fixture.newUser('courier');
    await fixture.assignCourier(placed.id, after);
    await atBefore.next('access:revoked', ({ room }) => room === `order:${placed.id}`);
    await moveOrder(fixture.owner, placed.id, 'out_for_delivery');
    await atCustomer.next('order:status:update', ({ status }) => status === 'out_for_delivery');
    await atBefore.caughtUp();
    expect(atBefore.of('order:rider_assigned')).toEqual([]);
    expect(atBefore.of('order:status:update').map(({ payload }) => payload.status)).not.toContain(
      'out_for_delivery',
    );
    expect(await atBefore.rejected('join:order', placed.id)).toMatchObject({ code: 'access_denied' });
    expect(
      await atBefore.rejected('delivery:location', { orderId: placed.id, latitude: 1, longitude: 1 }),
    ).toMatchObject({ code: 'not_found' });
    expect((await (await fixture.connect(after)).ok('join:order', placed.id)).room).toBe(
      `order:${placed.id}`,
    );
  });

  test('by naming a driver: the courier loses the order, and is free again', async () => {
    const customer = await fixture.newUser('customer');
    const placed = await fixture.order(customer);
    const before = await fixture.assignNewCourier(placed);
    const atBefore = await fixture.connect(before);
    await atBefore.ok('join:order', placed.id);
    await fixture.owner.ok(calls.nameDriver, { params: { id: placed.id }, body: { name: 'Enzo' } });
    await atBefore.next('access:revoked', ({ room }) => room === `order:${placed.id}`);
    expect(await atBefore.rejected('join:order', placed.id)).toMatchObject({ code: 'access_denied' });
    const params = { orderId: placed.id };
    expect((await before.refused(calls.acceptDelivery, { params })).code).toMatch(/not_found|already_taken/);
    const next = await fixture.order(customer);
    await moveOrder(fixture.owner, next.id, 'confirmed');
    await fixture.assignCourier(next.id, before);
  });

  describe('when the job ends, the courier’s right ends', () => {
    // Not of other orders, which these couriers may still get as offers.
    const street = 'Sackgasse 3, Berlin';
    const there = { deliveryAddress: street };
    const body = { id: 'after-the-end', text: 'Did you find it?' };

    /** Sends every read that a courier may send, and expects no data of the order's customer. */
    async function hasEnded(courier: TestUser, id: string, { epoch }: { epoch: string }): Promise<void> {
      const params = { id };
      const back = await fixture.connect(courier);
      for (const [what, refusal] of Object.entries({
        order: courier.refused(calls.getOrder, { params }),
        history: courier.refused(calls.getOrderEvents, { params }),
        chat: courier.refused(calls.listMessages, { params }),
        word: courier.refused(calls.sendMessage, { params, body }),
        again: courier.refused(calls.moveOrder, { params, body: { status: 'delivered' } }),
        job: courier.refused(calls.acceptDelivery, { params: { orderId: id } }),
        room: back.rejected('join:order', { id, after: 0 }),
        typing: back.rejected('chat:typing', { orderId: id }),
        chatSocket: back.rejected('chat:send', { orderId: id, ...body }),
        position: back.rejected('delivery:location', { orderId: id, latitude: 1, longitude: 1 }),
      }))
        expect([what, (await refusal).code]).toEqual([
          what,
          what === 'room'
            ? 'access_denied'
            : expect.stringMatching(/^(not_found|courier_unavailable|already_taken)$/),
        ]);
      const own = `user:${courier.id}`;
      const replay = await back.ok('sync', {
        streams: { [own]: { seq: 0, epoch }, [`order:${id}`]: { seq: 0, epoch: '' } },
      });
      expect(replay.denied).toEqual([`order:${id}`]);
      expect(replay.missed.map(({ event }) => event)).toContain('order:assigned');
      const told = await Promise.all([
        courier.ok(calls.listOrders),
        courier.ok(calls.listOrders, { query: { status: 'delivered' } }),
        courier.ok(calls.listOrders, { query: { status: 'cancelled' } }),
        courier.ok(calls.listDeliveries),
        courier.ok(calls.listUnread),
        courier.ok(calls.listNotifications),
      ]);
      expect(JSON.stringify([replay, told])).not.toMatch(/Sackgasse|customer Surname/);
    }

    test.each(['delivered', 'cancelled', 'given to another'] as const)('%s: everywhere', async (end) => {
      const customer = await fixture.newUser('customer');
      const { order: placed, courier } = await fixture.orderOutForDelivery(customer, there);
      const { id } = placed;
      const [atCourier, atCustomer] = await Promise.all([
        fixture.connect(courier),
        fixture.connect(customer),
      ]);
      const own = `user:${courier.id}`;
      const { streams, missed } = await atCourier.ok('sync', { streams: { [own]: { seq: 0, epoch: '' } } });
      expect(JSON.stringify(missed)).toContain(street);
      await atCourier.ok('join:order', id);
      await atCustomer.ok('join:order', id);
      if (end === 'delivered') {
        const answer = await courier.ok(calls.moveOrder, { params: { id }, body: { status: end } });
        expect(answer).toMatchObject({ status: end, deliveryAddress: null });
        expect(JSON.stringify(answer)).not.toMatch(/Sackgasse|customer Surname/);
      } else if (end === 'cancelled') await cancelOrder(fixture.owner, id);
      else await fixture.assignCourier(id, await fixture.newUser('courier'));
      await atCourier.next('access:revoked', ({ room }) => room === `order:${id}`);
      // Their own stream says that the job has ended, and they receive no later event.
      if (end !== 'given to another')
        await atCourier.next('order:status:update', ({ status }) => status === end);
      await customer.ok(calls.sendMessage, { params: { id }, body: { ...body, id: `${id}-1` } });
      await atCustomer.next('chat:message', ({ orderId }) => orderId === id);
      await atCourier.caughtUp();
      expect(atCourier.of('chat:message')).toEqual([]);
      await hasEnded(courier, id, streams[own]!);
    });

    test('and also for a job that another courier took', async () => {
      const couriers = await Promise.all([fixture.newUser('courier'), fixture.newUser('courier')]);
      const near = { status: 'available', latitude: 52.53, longitude: 13.4013 } as const;
      const placed = await fixture.order(await fixture.newUser('customer'), there);
      for (const courier of couriers) await courier.ok(calls.changeCourierStatus, { body: near });
      const [winner, other] = couriers as [TestUser, TestUser];
      const connections = await Promise.all(couriers.map((courier) => fixture.connect(courier)));
      await moveOrder(fixture.owner, placed.id, 'confirmed');
      for (const connection of connections)
        await connection.next('order:available', ({ orderId }) => orderId === placed.id);
      const replay = async (who: TestUser, connection: Connection) =>
        JSON.stringify(
          await connection.ok('sync', { streams: { [`user:${who.id}`]: { seq: 0, epoch: '' } } }),
        );
      expect(await replay(other, connections[1]!)).toContain(street);
      await winner.ok(calls.acceptDelivery, { params: { orderId: placed.id } });
      await connections[1]!.next('order:taken', ({ orderId }) => orderId === placed.id);
      expect(await replay(other, connections[1]!)).not.toContain(street);
      expect(await replay(winner, connections[0]!)).toContain(street);
    });
  });

  test('is revoked within a second', async () => {
    const cook = await fixture.newUser('kitchen', aurora);
    const connection = await fixture.connect(cook);
    const began = performance.now();
    await change(cook.id, { disabled: true });
    await connection.closed();
    expect(performance.now() - began).toBeLessThan(1_000);
  });
});

describe('a right that is revoked during the handshake', () => {
  const arrivals = 30;

  test('gives a socket that connects meanwhile neither room nor event', async () => {
    const cook = await fixture.newUser('kitchen', aurora);
    const customer = await fixture.newUser('customer');
    const coming = Array.from({ length: arrivals }, () => fixture.connect(cook));
    // Some handshakes have read the old role and some the new one: the result must be the same.
    await change(cook.id, { role: 'customer', restaurantId: null });
    const connections = await Promise.all(coming);
    for (const connection of connections)
      await connection.next('registered', () => connection.rooms.includes('role:customer'));
    const atOwner = await fixture.connect(fixture.owner);
    const { id } = await fixture.order(customer);
    await atOwner.next('order:new', ({ orderId }) => orderId === id);
    for (const connection of connections) {
      await connection.caughtUp();
      expect(connection.rooms.sort()).toEqual([`user:${cook.id}`, 'role:customer', 'public'].sort());
      expect(connection.of('order:new').filter(({ payload }) => payload.orderId === id)).toEqual([]);
    }
    const { sockets } = await fixture.operator.ok(calls.explainAccess, {
      query: { user: cook.id, room: `restaurant:${aurora}` },
    });
    expect(sockets).toHaveLength(arrivals);
    expect(sockets.filter(({ inRoom }) => inRoom)).toEqual([]);
  });

  test('by disabling the account: every socket is closed', async () => {
    const cook = await fixture.newUser('kitchen', aurora);
    const coming = Array.from({ length: arrivals }, () => Connection.as(fixture.server.url, cook.token));
    await change(cook.id, { disabled: true });
    const outcomes = await Promise.allSettled(coming);
    // Connected and closed, closed before it was registered, or rejected.
    for (const outcome of outcomes)
      if (outcome.status === 'fulfilled') await outcome.value.closed();
      else if (!/received access:revoked$/.test(String(outcome.reason)))
        expect(outcome.reason).toMatchObject({ message: 'unauthorized', data: { code: 'session_ended' } });
    const { sockets } = await fixture.operator.ok(calls.explainAccess, {
      query: { user: cook.id, room: 'public' },
    });
    expect(sockets).toEqual([]);
  });
});
