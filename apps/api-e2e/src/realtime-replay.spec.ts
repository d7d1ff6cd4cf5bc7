import { randomUUID } from 'node:crypto';
import { calls } from '@passline/contracts';
import { OrderFixture, type TestUser } from './testing/order-fixture.ts';
import { aurora, moveOrder } from './testing/orders.ts';
import { startServer, stopAll } from './testing/server.ts';
import { Connection, closeSockets } from './testing/sockets.ts';

let fixture: OrderFixture;
let customer: TestUser;
let stranger: TestUser;
let [atCustomer, atOperator]: [Connection, Connection] | [] = [];

beforeAll(async () => {
  fixture = await OrderFixture.signIn(
    await startServer({ SOCKET_COMMANDS_PER_SECOND: '1000', SOCKET_COMMAND_BURST: '1000' }),
  );
});
afterAll(stopAll);
beforeEach(async () => {
  [customer, stranger] = await Promise.all([fixture.newUser('customer'), fixture.newUser('customer')]);
  [atCustomer, atOperator] = await Promise.all([
    fixture.connect(customer),
    fixture.connect(fixture.operator),
  ]);
});
afterEach(closeSockets);

describe('a replay', () => {
  test('of one order does not hide an event: an order that is joined while it is published still rings', async () => {
    const atOwner = await fixture.connect(fixture.owner);
    const placed: string[] = [];
    for (let i = 0; i < 100; i += 1) {
      const { id } = await fixture.order(customer);
      placed.push(id);
      await atCustomer!.ok('join:order', id);
      await atCustomer!.ok('leave:order', id);
    }
    await atOwner.next('order:new', ({ orderId }) => orderId === placed.at(-1));
    expect(atOwner.of('order:new').map(({ payload }) => payload.orderId)).toEqual(placed);
    expect(atCustomer!.of('order:new').map(({ payload }) => payload.orderId)).toEqual(placed);
  });

  test('comes with the join, after a position; later events arrive live and once', async () => {
    const { id } = await fixture.order(customer);
    const first = await atCustomer!.ok('join:order', { id, after: 0 });
    expect(first.missed).toMatchObject([
      { event: 'order:new', meta: { streams: { [`order:${id}`]: { seq: 1, epoch: first.epoch } } } },
    ]);
    await moveOrder(fixture.owner, id, 'confirmed', 'preparing');
    await atCustomer!.next('order:status:update', ({ status }) => status === 'preparing');
    const late = await fixture.connect(customer);
    const { seq, epoch } = first;
    const rejoined = await late.ok('join:order', { id, after: seq, epoch });
    const places = rejoined.missed.map(({ meta }) => meta.streams[`order:${id}`]!.seq);
    expect(places).toEqual(places.map((_, index) => seq + 1 + index));
    expect(rejoined.seq).toBe(places.at(-1));
    await moveOrder(fixture.owner, id, 'ready');
    const { meta } = await late.next('order:status:update', ({ status }) => status === 'ready');
    expect(meta!.streams[`order:${id}`]!.seq).toBe(rejoined.seq + 1);
  });

  test('loses nothing for a plain client that joins during many events, and repeats nothing under another id', async () => {
    const { id } = await fixture.order(customer);
    await moveOrder(fixture.owner, id, 'confirmed');
    // Each user may send thirty messages a minute.
    const speakers = await Promise.all([0, 1, 2].map(() => fixture.newUser('kitchen', aurora)));
    const say = (n: number) =>
      speakers[n % 3]!.ok(calls.sendMessage, {
        params: { id },
        body: { id: randomUUID(), text: `${n}` },
      });
    const count = 60;
    const connections: Promise<Connection>[] = [];
    const replayed = new Map<Connection, [id: string, text: string][]>();
    const joining = async () => {
      const connection = await fixture.connect(customer);
      const { missed } = await connection.ok('join:order', { id, after: 0 });
      const texts = missed.flatMap(({ event, payload, meta }): [string, string][] =>
        event === 'chat:message' ? [[meta.id, (payload as { text: string }).text]] : [],
      );
      replayed.set(connection, texts);
      return connection;
    };
    for (let n = 0; n < count; n += 1) {
      const said = say(n);
      if (n % 6 === 1) connections.push(joining());
      await said;
    }
    const all = await Promise.all(connections);
    await say(count);
    for (const connection of all) {
      await connection.next('chat:message', ({ text }) => text === `${count}`);
      // A message may arrive in the customer's own stream before the order's room is joined, and then again with the join.
      const live = connection
        .of('chat:message')
        .map(({ payload, meta }): [string, string] => [meta!.id, payload.text]);
      expect(new Map(live).size).toBe(live.length);
      const heard = new Map([...replayed.get(connection)!, ...live]);
      expect([...heard.values()]).toEqual(Array.from({ length: count + 1 }, (_, n) => `${n}`));
    }
  });

  test('comes with sync for several streams, each event once', async () => {
    const { id } = await fixture.order(customer);
    await fixture.owner.ok(calls.acknowledgeOrder, { params: { id } });
    await moveOrder(fixture.owner, id, 'confirmed');
    await atCustomer!.next('order:status:update', ({ orderId }) => orderId === id);
    // The last event of the change: no other event is in transit when the positions are read.
    await atCustomer!.next('notification:new', ({ type }) => type === 'order_confirmed');
    const beginning = { seq: 0, epoch: '' };
    const names = [`order:${id}`, `user:${customer.id}`];
    const { streams, missed, denied, more } = await atCustomer!.ok('sync', {
      streams: {
        ...Object.fromEntries(names.map((name) => [name, beginning])),
        [`user:${stranger.id}`]: beginning,
      },
    });
    expect([denied, more]).toEqual([[`user:${stranger.id}`], false]);
    // Rooms without a given position answer with their current one.
    expect(Object.keys(streams).sort()).toEqual(
      [...names, 'public', 'role:customer', `storefront:${aurora}`].sort(),
    );
    expect(missed[0]).toMatchObject({ event: 'order:new' });
    expect(Object.keys(missed[0]!.meta.streams).sort()).toEqual(names.sort());
    const ids = missed.map(({ meta }) => meta.id);
    expect(new Set(ids).size).toBe(ids.length);
    const again = await atCustomer!.ok('sync', { streams });
    expect(again.missed).toEqual([]);
  });

  test('is replaced by a snapshot when the log does not reach back far enough', async () => {
    const { id } = await fixture.order(customer);
    const { seq, epoch } = await atCustomer!.ok('join:order', { id, after: 0 });
    for (const position of [
      { after: seq + 10, epoch },
      { after: seq, epoch: 'of another life' },
    ])
      expect(await atCustomer!.ok('join:order', { id, ...position })).toMatchObject({
        missed: [],
        resync: true,
        seq,
        epoch,
      });
    const { streams } = await atCustomer!.ok('sync', { streams: { [`order:${id}`]: { seq: 99, epoch } } });
    expect(streams[`order:${id}`]).toEqual({ seq, epoch, resync: true });
  });

  test('contains for observers no chat and no surname, but the true end of the stream', async () => {
    const { order, courier } = await fixture.orderOutForDelivery(customer);
    await customer.ok(calls.sendMessage, {
      params: { id: order.id },
      body: { id: randomUUID(), text: 'Hello' },
    });
    const atCourier = await fixture.connect(courier);
    const whole = await atCourier.ok('join:order', { id: order.id, after: 0 });
    const link = await customer.ok(calls.createTrackingLink, { params: { id: order.id } });
    const atLink = await Connection.open(fixture.server.url, { trackingToken: link.token });
    for (const connection of [atLink, atOperator!]) {
      const seen = await connection.ok('join:order', { id: order.id, after: 0 });
      expect(seen.seq).toBe(whole.seq);
      expect(seen.missed.map(({ event }) => event)).not.toContain('chat:message');
      expect(seen.missed.length).toBe(whole.missed.length - 1);
      expect(JSON.stringify(seen.missed)).not.toMatch(/Surname|\+49/);
      const { streams } = await connection.ok('sync', {
        streams: { [`order:${order.id}`]: { seq: 0, epoch: '' } },
      });
      expect(streams[`order:${order.id}`]!.seq).toBe(whole.seq);
    }
    await moveOrder(courier, order.id, 'delivered');
    await atLink.next('order:status:update', ({ status }) => status === 'delivered');
    expect(atLink.of('chat:message')).toEqual([]);
  });
});
