import { type AnswerOf, calls } from '@passline/contracts';
import { OrderFixture } from './testing/order-fixture.ts';
import { eventually } from './testing/eventually.ts';
import { aurora, sakura } from './testing/orders.ts';
import { startServer, stopAll } from './testing/server.ts';
import { closeSockets } from './testing/sockets.ts';

let fixture: OrderFixture;
beforeAll(async () => {
  fixture = await OrderFixture.signIn(await startServer());
});
afterAll(stopAll);
afterEach(closeSockets);

const presenceOf = async (who = fixture.owner, id = aurora) =>
  (await who.ok(calls.getRestaurant, { params: { id } })).presence;
const screens = (count: number) =>
  eventually(presenceOf, (presence) => presence?.screens === count).then((presence) => presence!);

describe("a restaurant's screens", () => {
  test('are counted while connected; afterwards the time of the last one is known', async () => {
    await screens(0);
    const [first, second] = await Promise.all([
      fixture.connect(fixture.owner),
      fixture.connect(fixture.owner),
    ]);
    expect(await screens(2)).toEqual({ screens: 2, lastSeenAt: null });
    second.close();
    await screens(1);
    const before = Date.now();
    first.close();
    const { lastSeenAt } = await screens(0);
    expect(Math.abs(Date.parse(lastSeenAt!) - before)).toBeLessThan(60_000);
  });

  test('are shown to its staff and to operators only', async () => {
    await fixture.connect(fixture.owner);
    await screens(1);
    const customer = await fixture.newUser('customer');
    expect(await presenceOf(fixture.operator)).toEqual({ screens: 1, lastSeenAt: null });
    for (const who of [
      fixture.otherOwner,
      customer,
      fixture.server.api,
      fixture.server.api.as('no token at all'),
    ])
      expect(await presenceOf(who)).toBeUndefined();
    const { items } = await fixture.otherOwner.ok(calls.listRestaurants);
    expect(items.map(({ id, presence }) => [id, presence?.screens])).toEqual(
      expect.arrayContaining([
        [aurora, undefined],
        [sakura, 0],
      ]),
    );
    const all = await fixture.operator.ok(calls.listRestaurants);
    expect(all.items.every(({ presence }) => presence !== undefined)).toBe(true);
  });

  test('that connect and disconnect are sent to its staff and to operators only', async () => {
    const customer = await fixture.newUser('customer');
    const [atOwner, atOperator, atNeighbour, atCustomer] = await Promise.all(
      [fixture.owner, fixture.operator, fixture.otherOwner, customer].map((who) => fixture.connect(who)),
    );
    const cook = await fixture.newUser('kitchen', aurora);
    const atCook = await fixture.connect(cook);
    const ours = ({ restaurantId, screens }: { restaurantId: string; screens: number }) =>
      restaurantId === aurora && screens === 2;
    for (const connection of [atOwner, atOperator]) await connection!.next('restaurant:presence', ours);
    atCook.close();
    await atOwner!.next('restaurant:presence', ({ screens }) => screens === 1);
    await Promise.all([atNeighbour!.caughtUp(), atCustomer!.caughtUp()]);
    expect(atCustomer!.of('restaurant:presence')).toEqual([]);
    expect(atNeighbour!.of('restaurant:presence').map(({ payload }) => payload.restaurantId)).not.toContain(
      aurora,
    );
  });
});

test('a user who becomes a customer is no longer counted as a screen', async () => {
  const cook = await fixture.newUser('kitchen', aurora);
  const connection = await fixture.connect(cook);
  await screens(1);
  await fixture.operator.ok(calls.changeUser, { params: { id: cook.id }, body: { role: 'customer' } });
  await screens(0);
  expect(connection.socket.connected).toBe(true);
});

test('shows whether a courier is connected', async () => {
  const courier = await fixture.newUser('courier');
  await courier.ok(calls.changeCourierStatus, { body: { status: 'available' } });
  const connected = () =>
    eventually(
      async () => (await fixture.operator.ok(calls.listCouriers, { query: { limit: 100 } })).items,
      (items) => items.some(({ id }) => id === courier.id),
    ).then((items) => items.find(({ id }) => id === courier.id)!.connected);
  expect(await connected()).toBe(false);
  const connection = await fixture.connect(courier);
  await eventually(connected, (is) => is);
  const known = await fixture.owner.ok(calls.listCouriers, { query: { limit: 100 } });
  expect(known.items.find(({ id }) => id === courier.id)).toMatchObject({ connected: true });
  connection.close();
  await eventually(connected, (is) => !is);
});

describe('an order that rings', () => {
  const unanswered = () => fixture.operator.ok(calls.listUnanswered, { query: { limit: 100 } });
  const itemOf = (page: AnswerOf<typeof calls.listUnanswered>, id: string) =>
    page.items.find(({ orderId }) => orderId === id);

  test('where no screen is connected is reported as not received within seconds, with the reason', async () => {
    await screens(0);
    const atOperator = await fixture.connect(fixture.operator);
    const customer = await fixture.newUser('customer');
    const { id, createdAt } = await fixture.order(customer);
    const { payload } = await atOperator.next('order:unanswered', ({ orderId }) => orderId === id);
    expect(payload).toMatchObject({ cause: 'not_received', screens: 0 });
    const facts = await fixture.owner.ok(calls.getOrderEvents, { params: { id } });
    const escalated = facts.items.find(({ type }) => type === 'order.unanswered');
    // With a connected screen it would be ten seconds.
    expect(Date.parse(escalated!.at) - Date.parse(createdAt)).toBeLessThan(9_000);
    const { items } = await eventually(
      () => fixture.owner.ok(calls.listNotifications),
      ({ items }) => items.some(({ orderId }) => orderId === id),
    );
    expect(items.find(({ orderId }) => orderId === id)!.message).toMatch(
      'No screen of the restaurant is connected',
    );
  });

  test('is listed for operators with the state of its alarm, until it is answered', async () => {
    const customer = await fixture.newUser('customer');
    const { id, number } = await fixture.order(customer);
    const [loud, mute] = await Promise.all([fixture.connect(fixture.owner), fixture.connect(fixture.owner)]);
    const atOperator = await fixture.connect(fixture.operator);
    await screens(2);
    expect(itemOf(await unanswered(), id)).toMatchObject({
      orderNumber: number,
      restaurantId: aurora,
      restaurantName: 'Trattoria Aurora',
      receivedAt: null,
      screens: { connected: 2, received: 0, rendered: 0, audible: 0 },
    });
    await mute.ok('order:receipt', { orderId: id, rendered: true, audible: false });
    await atOperator.next('order:received', ({ orderId, audible }) => orderId === id && !audible);
    await loud.ok('order:receipt', { orderId: id, rendered: true, audible: true });
    await atOperator.next('order:received', ({ orderId, audible }) => orderId === id && audible);
    const page = await unanswered();
    expect(itemOf(page, id)).toMatchObject({
      receivedAt: expect.any(String),
      renderedAt: expect.any(String),
      audible: true,
      next: { step: 'not_answered' },
      screens: { connected: 2, received: 2, rendered: 2, audible: 1 },
    });
    expect(page.total).toBe(page.items.length);
    mute.close();
    await eventually(unanswered, (it) => itemOf(it, id)?.screens.received === 1);
    await fixture.owner.ok(calls.acknowledgeOrder, { params: { id } });
    expect(itemOf(await unanswered(), id)).toBeUndefined();
    expect((await fixture.owner.refused(calls.listUnanswered)).code).toBe('forbidden');
  });
});
