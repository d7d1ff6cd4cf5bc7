import { randomUUID } from 'node:crypto';
import { calls } from '@passline/contracts';
import type { Api } from './testing/api.ts';
import { eventually } from './testing/eventually.ts';
import { OrderFixture, type TestUser } from './testing/order-fixture.ts';
import { expectNoEvent, expectEvent } from './testing/expect-event.ts';
import { aurora, moveOrder } from './testing/orders.ts';
import { startServer, stopAll } from './testing/server.ts';
import { type Connection, closeSockets } from './testing/sockets.ts';

let fixture: OrderFixture;
let customer: TestUser;

beforeAll(async () => {
  fixture = await OrderFixture.signIn(await startServer({ SOCKETS_PER_USER: '100' }));
  await fixture.owner.ok(calls.changeStatus, { params: { id: aurora }, body: { busyMinutes: 5 } });
});
afterAll(stopAll);
beforeEach(async () => {
  customer = await fixture.newUser('customer');
});
afterEach(closeSockets);

describe('a conversation', () => {
  let id: string;
  let courier: TestUser;
  let [inOrder, atStaff, atCourier, atWatcher]: Connection[] = [];
  const join = async (who: Api) => {
    const connection = await fixture.connect(who);
    await connection.ok('join:order', id);
    return connection;
  };

  beforeEach(async () => {
    const underWay = await fixture.orderOutForDelivery(customer);
    ({ courier } = underWay);
    ({ id } = underWay.order);
    [inOrder, atStaff, atCourier, atWatcher] = await Promise.all(
      [customer, fixture.owner, courier, fixture.operator].map(join),
    );
  });

  test('is sent to participants, and not to observers', async () => {
    const message = { orderId: id, id: randomUUID(), text: '<b>Ring</b> twice' };
    await inOrder!.ok('chat:send', message);
    for (const connection of [inOrder, atStaff, atCourier])
      await expectEvent(connection, 'chat:message', {
        id: message.id,
        orderId: id,
        text: message.text,
        from: { id: customer.id },
      });
    await atCourier!.ok('chat:read', { orderId: id, upTo: message.id });
    await expectEvent(inOrder, 'chat:read', { orderId: id, userId: courier.id, upTo: message.id });
    await atStaff!.ok('chat:typing', { orderId: id });
    await expectEvent(inOrder, 'chat:typing', { orderId: id, name: 'Giulia Ferrante' });
    await expectNoEvent('chat:typing', atStaff, atWatcher);
    await expectNoEvent('chat:message', atWatcher);
    await expectNoEvent('chat:read', atWatcher);
  });

  test("is sent to the restaurant's other screens, once, and not to operators who observe there", async () => {
    const [board, elsewhere, lookingOn] = await Promise.all(
      [fixture.owner, fixture.otherOwner, fixture.operator].map((who) => fixture.connect(who)),
    );
    await lookingOn!.ok('join:restaurant', aurora);
    const message = { orderId: id, id: randomUUID(), text: 'Is it far?' };
    await inOrder!.ok('chat:send', message);
    await expectEvent(board, 'chat:message', { orderId: id, text: 'Is it far?' });
    await expectEvent(atStaff, 'chat:message', { orderId: id, text: 'Is it far?' });
    await atStaff!.ok('chat:read', { orderId: id, upTo: message.id });
    await expectEvent(board, 'chat:read', { orderId: id, upTo: message.id });
    await Promise.all([atStaff!.caughtUp(), board!.caughtUp()]);
    expect(atStaff!.of('chat:message')).toHaveLength(1);
    expect(board!.of('chat:message')).toHaveLength(1);
    for (const event of ['chat:message', 'chat:read'] as const)
      await expectNoEvent(event, elsewhere, lookingOn, atWatcher);
    // Neither live nor afterwards.
    const { missed } = await lookingOn!.ok('join:restaurant', { id: aurora, after: 0 });
    expect(missed.map(({ event }) => event)).not.toContain('chat:message');
    expect(missed.map(({ event }) => event)).toContain('business:status:update');
  });

  test('reaches the other devices of the customer and the courier, once, although they have not joined', async () => {
    const [customersOther, couriersOther] = await Promise.all(
      [customer, courier].map((who) => fixture.connect(who)),
    );
    const message = { orderId: id, id: randomUUID(), text: 'The bell is broken' };
    await atStaff!.ok('chat:send', message);
    for (const connection of [customersOther, couriersOther, inOrder, atCourier])
      await expectEvent(connection, 'chat:message', { id: message.id, text: message.text });
    await couriersOther!.ok('chat:read', { orderId: id, upTo: message.id });
    await expectEvent(customersOther, 'chat:read', { userId: courier.id, upTo: message.id });
    await Promise.all([inOrder!.caughtUp(), atCourier!.caughtUp()]);
    for (const connection of [inOrder, atCourier]) expect(connection!.of('chat:message')).toHaveLength(1);
  });

  test('shows its sender when a device of another side has a message, once per side', async () => {
    const board = await fixture.connect(fixture.owner);
    const message = { orderId: id, id: randomUUID(), text: 'Two forks, please' };
    await inOrder!.ok('chat:send', message);
    await Promise.all(
      [board, atStaff].map((screen) => screen!.ok('chat:delivered', { orderId: id, upTo: message.id })),
    );
    await expectEvent(inOrder, 'chat:delivered', { orderId: id, side: 'staff', upTo: message.id });
    // The sender's own side confirms nothing.
    await inOrder!.ok('chat:delivered', { orderId: id, upTo: message.id });
    await atCourier!.ok('chat:delivered', { orderId: id, upTo: message.id });
    await inOrder!.next('chat:delivered', ({ side }) => side === 'courier');
    await inOrder!.caughtUp();
    expect(inOrder!.of('chat:delivered').map(({ payload }) => payload)).toMatchObject([
      { side: 'staff', upTo: message.id },
      { side: 'courier', upTo: message.id },
    ]);
    await expectNoEvent('chat:delivered', atWatcher);
    const { deliveries } = await customer.ok(calls.listMessages, { params: { id } });
    expect(deliveries.map(({ side, upTo }) => [side, upTo]).sort()).toEqual([
      ['courier', message.id],
      ['staff', message.id],
    ]);
  });

  test('is delivered when another side resumes a stream after it, and not before', async () => {
    const message = { orderId: id, id: randomUUID(), text: 'No sugar' };
    await inOrder!.ok('chat:send', message);
    const { meta } = await atStaff!.next('chat:message', (it) => it.id === message.id);
    const stream = `restaurant:${aurora}`;
    const { seq, epoch } = meta!.streams[stream]!;
    const deliveries = async () => (await customer.ok(calls.listMessages, { params: { id } })).deliveries;
    await atStaff!.ok('sync', { streams: { [stream]: { seq: seq - 1, epoch } } });
    await atStaff!.caughtUp();
    expect(await deliveries()).toEqual([]);
    await atStaff!.ok('sync', { streams: { [stream]: { seq, epoch } } });
    await expectEvent(inOrder, 'chat:delivered', { orderId: id, side: 'staff', upTo: message.id });
    expect(await deliveries()).toMatchObject([{ side: 'staff', upTo: message.id }]);
  });

  test('shows who of the other sides is there, live and on request, to participants only', async () => {
    const present = async (connection: Connection) =>
      Object.fromEntries(
        (await connection.ok('chat:presence', { orderId: id })).sides.map(({ side, ...it }) => [side, it]),
      );
    const there = { online: true, lastSeenAt: null };
    // Screens are reported together, a moment after they connect.
    const all = await eventually(
      () => present(inOrder!),
      ({ staff }) => staff!.online,
    );
    expect(all).toEqual({ staff: there, courier: there });
    expect(await present(atStaff!)).toEqual({ customer: there, courier: there });
    expect(await present(atCourier!)).toEqual({ customer: there, staff: there });

    const latest = (connection: Connection, of: string, isOnline: boolean) =>
      eventually(
        async () => connection.of('chat:presence').findLast(({ payload }) => payload.side === of)?.payload,
        (it) => it?.online === isOnline,
      );
    atCourier!.close();
    const gone = { online: false, lastSeenAt: expect.stringMatching(/T\d\d:\d\d:00\.000Z$/) };
    expect(await latest(inOrder!, 'courier', false)).toEqual({ orderId: id, side: 'courier', ...gone });
    expect(await present(atStaff!)).toEqual({ customer: there, courier: gone });
    await fixture.connect(courier);
    await latest(inOrder!, 'courier', true);
    atStaff!.close();
    await latest(inOrder!, 'staff', false);
    const again = await fixture.connect(fixture.owner);
    await again.ok('join:order', id);
    await latest(inOrder!, 'staff', true);
    inOrder!.close();
    await latest(again, 'customer', false);
    await expectNoEvent('chat:presence', atWatcher);
  });

  test('is replayed to the customer whole, and to a courier who has lost the job without its words', async () => {
    const text = 'Third floor, left';
    await atStaff!.ok('chat:send', { orderId: id, id: randomUUID(), text });
    await expectEvent(atCourier, 'chat:message', { text });
    await fixture.assignCourier(id, await fixture.newUser('courier'));
    const replayOf = async (who: TestUser) => {
      const connection = await fixture.connect(who);
      const { missed } = await connection.ok('sync', {
        streams: { [`user:${who.id}`]: { seq: 0, epoch: '' } },
      });
      return missed.filter(({ event }) => event === 'chat:message').map(({ payload }) => payload);
    };
    expect(await replayOf(customer)).toMatchObject([{ orderId: id, text }]);
    const lost = await replayOf(courier);
    expect(lost).toMatchObject([{ orderId: id }]);
    expect(JSON.stringify(lost)).not.toMatch(/Third floor|Giulia/);
  });

  test('keeps messages unread per reader, over every reload', async () => {
    const unread = async (who: Api) =>
      (await who.ok(calls.listUnread)).items.find(({ orderId }) => orderId === id)?.unreadCount ?? 0;
    const first = randomUUID();
    await inOrder!.ok('chat:send', { orderId: id, id: first, text: 'Hello?' });
    await atCourier!.ok('chat:send', { orderId: id, id: randomUUID(), text: 'Nearly there' });
    expect(await Promise.all([customer, fixture.owner, courier].map(unread))).toEqual([1, 2, 1]);
    await atStaff!.ok('chat:read', { orderId: id, upTo: first });
    expect(await Promise.all([customer, fixture.owner, courier].map(unread))).toEqual([1, 1, 1]);
    expect(await Promise.all([fixture.otherOwner, fixture.operator].map(unread))).toEqual([0, 0]);
    await moveOrder(courier, id, 'delivered');
    expect(await unread(fixture.owner)).toBe(0);
  });

  test('typing is broadcast at most once per interval', async () => {
    for (let i = 0; i < 20; i += 1) await atStaff!.ok('chat:typing', { orderId: id });
    await inOrder!.next('chat:typing');
    await inOrder!.caughtUp();
    expect(inOrder!.of('chat:typing').length).toBeLessThanOrEqual(2);
  });
});
