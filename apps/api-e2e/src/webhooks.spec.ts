import { type AnswerOf, calls } from '@passline/contracts';
import type { Api } from './testing/api.ts';
import { eventually } from './testing/eventually.ts';
import { showsLoadedPackages } from './testing/loaded-packages.ts';
import { HandClock } from './testing/hand-clock.ts';
import { OrderFixture, type TestUser } from './testing/order-fixture.ts';
import { aurora, moveOrder } from './testing/orders.ts';
import { startServer, stopAll } from './testing/server.ts';
import { WebhookReceiver } from './testing/webhook-receiver.ts';

type NewWebhook = AnswerOf<typeof calls.createWebhook>;

let clock: HandClock;
let fixture: OrderFixture;
let customer: TestUser;
const receivers: WebhookReceiver[] = [];

beforeAll(async () => {
  clock = new HandClock();
  fixture = await OrderFixture.signIn(
    await startServer({
      NODE_OPTIONS: `${clock.env['NODE_OPTIONS'] ?? ''} ${showsLoadedPackages}`,
      WEBHOOK_LOCAL_ENDPOINTS: 'on',
      INTERNAL_API_KEY: 'a key of sixteen characters',
    }),
  );
  customer = await fixture.newUser('customer');
});
afterAll(async () => {
  await stopAll();
  for (const receiver of receivers) await receiver.stop();
});
afterEach(async () => {
  for (const owner of [fixture.owner, fixture.operator]) {
    const query = owner === fixture.owner ? { restaurantId: aurora } : {};
    for (const { id } of (await owner.ok(calls.listWebhooks, { query })).items)
      await owner.ok(calls.deleteWebhook, { params: { id } });
  }
});

async function receiver(): Promise<WebhookReceiver> {
  const started = await new WebhookReceiver().start();
  receivers.push(started);
  return started;
}

const create = (
  url: string,
  more: { events?: NewWebhook['events']; restaurantId?: string | null } = {},
  by: Api = fixture.owner,
) => by.ok(calls.createWebhook, { body: { restaurantId: aurora, url, events: [], ...more } });
const log = async (id: string, by: Api = fixture.owner) =>
  (await by.ok(calls.listWebhookDeliveries, { params: { id }, query: { limit: 100 } })).items;
const failingSince = async (id: string) =>
  (await fixture.owner.ok(calls.listWebhooks, { query: { restaurantId: aurora } })).items.find(
    (webhook) => webhook.id === id,
  )!.failingSince;
const eventsOf = (at: WebhookReceiver, orderId: string) =>
  at.accepted.filter(({ body }) => body.data['orderId'] === orderId).map(({ type }) => type);

/** Places an order, prepares and cancels it. */
async function cancelledOrder(): Promise<string> {
  const { id } = await fixture.order(customer);
  await fixture.owner.ok(calls.promiseOrder, { params: { id }, body: { readyInMinutes: 20 } });
  await moveOrder(fixture.owner, id, 'preparing');
  await fixture.owner.ok(calls.cancelOrder, { params: { id }, body: { reason: 'No oven' } });
  return id;
}
const life = [
  'order:new',
  'order:status:update',
  'order:status:update',
  'order:cancelled',
  'order:status:update',
];
const lifeEvents = ['order:new', 'order:status:update', 'order:cancelled'] as NewWebhook['events'];

test('an order arrives event by event, signed, with what the screens receive, and is in the log', async () => {
  const at = await receiver();
  const { id, secret } = await create(at.url, { events: lifeEvents });
  const orderId = await cancelledOrder();
  await eventually(
    async () => at.accepted,
    (all) => all.length >= life.length,
  );
  expect(eventsOf(at, orderId)).toEqual(life);
  const [first] = at.accepted;
  expect(first!.body).toMatchObject({ type: 'order:new', version: 1, restaurantId: aurora });
  expect(first!.body.data).toMatchObject({
    orderId,
    customerName: expect.any(String),
    items: [{ name: fixture.dish.name }],
  });
  for (const received of at.accepted) {
    expect(received.isSignedWith(secret)).toBe(true);
    expect(received.isSignedWith('whsec_c29tZXRoaW5nIGVsc2U=')).toBe(false);
  }
  const entries = await eventually(
    () => log(id),
    (all) => all.every(({ state }) => state === 'delivered'),
  );
  expect(entries.map(({ eventId }) => eventId)).toEqual(at.accepted.map((it) => it.id).toReversed());
  expect(entries[0]).toMatchObject({
    event: 'order:status:update',
    orderId,
    attempts: 1,
    dueAt: null,
    last: { status: 204, ms: expect.any(Number) },
  });
  expect(JSON.parse(entries[0]!.body!)).toEqual(at.accepted.at(-1)!.body);
});

test('without an endpoint for traces nothing is traced, and nothing of it is loaded', async () => {
  const at = await receiver();
  await create(at.url, { events: ['order:new'] as NewWebhook['events'] });
  const screen = await fixture.connect(fixture.owner);
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  const { id } = await fixture.order(customer.as(customer.token, { traceparent }));
  const { meta } = await screen.next('order:new', ({ orderId }) => orderId === id);
  expect(Object.keys(meta!).sort()).toEqual(['at', 'id', 'streams']);
  await eventually(
    async () => at.accepted,
    (all) => all.length > 0,
  );
  expect(at.accepted[0]!.traceparent).toBeUndefined();
  expect(fixture.server.output()).not.toMatch(/traceId|^loaded /m);
  screen.close();
});

test('a receiver that fails, hangs and restarts gets every event of every order, in its order, and holds up no other', async () => {
  const [broken, well] = [await receiver(), await receiver()];
  const { id } = await create(broken.url, { events: lifeEvents });
  await create(well.url, { events: lifeEvents });
  // The first attempt of every other event fails, and one hangs until the receiver restarts.
  const seen = new Set<string>();
  broken.behave = ({ id: eventId }) => {
    if (seen.has(eventId)) return 204;
    seen.add(eventId);
    return seen.size === 2 ? 'hang' : seen.size % 2 === 0 ? 503 : 204;
  };
  const orders = await Promise.all(Array.from({ length: 5 }, cancelledOrder));
  // The other receiver does not wait for it.
  await eventually(
    async () => well.accepted,
    (all) => all.length === orders.length * life.length,
  );
  await eventually(
    async () => broken.attempts,
    (all) => all.length >= 2,
  );
  await broken.stop();
  await broken.start();
  await eventually(
    async () => broken.accepted,
    (all) => new Set(all.map((it) => it.id)).size === orders.length * life.length,
    90_000,
  );
  for (const order of orders) {
    expect(eventsOf(well, order)).toEqual(life);
    expect(eventsOf(broken, order)).toEqual(life);
  }
  expect(new Set(broken.accepted.map((it) => it.id))).toEqual(new Set(well.accepted.map((it) => it.id)));
  expect((await log(id)).every(({ state }) => state === 'delivered')).toBe(true);
});

test('deliveries survive a kill of the server', async () => {
  const at = await receiver();
  await create(at.url, { events: lifeEvents });
  at.behave = () => 'hang';
  const orderId = await cancelledOrder();
  await eventually(
    async () => at.attempts,
    (all) => all.length === 1,
  );
  await fixture.server.stop('SIGKILL');
  at.behave = () => 204;
  fixture = await OrderFixture.signIn(await fixture.server.startAgain());
  customer = await fixture.newUser('customer');
  // The claim of the killed process ends after a minute.
  clock.moveTo(new Date(clock.now.getTime() + 61_000));
  await eventually(
    async () => at.accepted,
    (all) => all.length === life.length,
    60_000,
  );
  expect(eventsOf(at, orderId)).toEqual(life);
});

test('contents are erased with their customer, and the log stays', async () => {
  const at = await receiver();
  const { id } = await create(at.url, { events: lifeEvents });
  const orderId = await cancelledOrder();
  await eventually(
    async () => at.accepted,
    (all) => all.length === life.length,
  );
  await fixture.operator.ok(calls.eraseUser, { params: { id: customer.id } });
  const entries = await eventually(
    () => log(id),
    (all) => all.every(({ body }) => body === null),
  );
  expect(entries.map(({ orderId: about, state }) => [about, state])).toEqual(
    life.map(() => [orderId, 'delivered']),
  );
  const params = { id, deliveryId: entries[0]!.id };
  expect((await fixture.owner.refused(calls.replayWebhookDelivery, { params })).code).toBe('conflict');
  customer = await fixture.newUser('customer');
});

test('a secret is replaced with a day in which both are valid', async () => {
  const at = await receiver();
  const { id, secret } = await create(at.url);
  const next = await fixture.owner.ok(calls.rotateWebhookSecret, { params: { id } });
  expect(next.secret).not.toBe(secret);
  const { eventId } = await fixture.owner.ok(calls.testWebhook, { params: { id } });
  await eventually(
    async () => at.accepted,
    (all) => all.length === 1,
  );
  expect(at.accepted[0]).toMatchObject({ id: eventId, type: 'webhook:test' });
  expect([secret, next.secret].map((it) => at.accepted[0]!.isSignedWith(it))).toEqual([true, true]);
  const { items } = await fixture.owner.ok(calls.listWebhooks, { query: { restaurantId: aurora } });
  expect(JSON.stringify(items)).not.toContain('whsec_');
});

test('a stopped webhook sends nothing, and what waits when it continues', async () => {
  const at = await receiver();
  const { id } = await create(at.url, { events: lifeEvents });
  at.behave = () => 500;
  const orderId = await cancelledOrder();
  await eventually(
    async () => at.attempts,
    (all) => all.length === 1,
  );
  await fixture.owner.ok(calls.changeWebhook, { params: { id }, body: { enabled: false } });
  at.behave = () => 204;
  expect((await log(id)).map(({ dueAt }) => dueAt)).toEqual(life.map(() => null));
  expect((await fixture.owner.refused(calls.testWebhook, { params: { id } })).code).toBe('conflict');
  await fixture.owner.ok(calls.changeWebhook, { params: { id }, body: { enabled: true } });
  await eventually(
    async () => at.accepted,
    (all) => all.length === life.length,
  );
  expect(eventsOf(at, orderId)).toEqual(life);
});

test('operators receive those of all restaurants; others neither see nor change a webhook', async () => {
  const at = await receiver();
  const { id } = await create(at.url, { restaurantId: null, events: ['order:new'] }, fixture.operator);
  const orderId = await cancelledOrder();
  await eventually(
    async () => at.accepted,
    (all) => all.length === 1,
  );
  expect(at.accepted[0]!.body.data['orderId']).toBe(orderId);
  const params = { id };
  for (const by of [fixture.owner, fixture.otherOwner]) {
    expect((await by.refused(calls.changeWebhook, { params, body: { enabled: false } })).code).toBe(
      'not_found',
    );
    expect((await by.refused(calls.listWebhookDeliveries, { params })).code).toBe('not_found');
  }
  const own = await create(at.url);
  expect((await fixture.otherOwner.refused(calls.deleteWebhook, { params: { id: own.id } })).code).toBe(
    'not_found',
  );
  expect(
    (await fixture.otherOwner.refused(calls.listWebhooks, { query: { restaurantId: aurora } })).code,
  ).toBe('forbidden');
  expect(
    (await fixture.owner.refused(calls.createWebhook, { body: { restaurantId: null, url: at.url } })).code,
  ).toBe('forbidden');
  const { items } = await fixture.owner.ok(calls.listRestaurantAudit, { params: { id: aurora } });
  expect(items.map(({ action }) => action)).toContain('webhook.created');
});

test('addresses that are no public https address are refused where no others are allowed', async () => {
  const plain = await startServer({});
  const owner = await plain.api.signIn('owner');
  for (const url of [
    'http://hooks.example.com/',
    'https://10.0.0.4/',
    'https://localhost/',
    'https://[::1]/',
    'https://a:b@example.com/',
  ])
    expect(await owner.refused(calls.createWebhook, { body: { restaurantId: aurora, url } })).toMatchObject({
      code: 'validation_failed',
      errors: [{ path: 'url' }],
    });
  await plain.stop();
});

test('what is not accepted for three days is parked and can be replayed with its id', async () => {
  const at = await receiver();
  const { id } = await create(at.url, { events: ['order:new'] });
  at.behave = () => 500;
  await fixture.order(customer);
  const [waiting] = await eventually(
    () => log(id),
    ([first]) => first?.last?.status === 500,
  );
  expect(waiting).toMatchObject({ state: 'waiting', attempts: 1, last: { answer: 'not today' } });
  expect(await failingSince(id)).toBe(waiting!.last!.at);
  expect(
    (await fixture.owner.refused(calls.replayWebhookDelivery, { params: { id, deliveryId: waiting!.id } }))
      .code,
  ).toBe('conflict');
  clock.moveTo(new Date(clock.now.getTime() + 3 * 24 * 60 * 60_000));
  // Tokens have ended meanwhile.
  const asOwner = () => fixture.server.api.signIn('owner');
  const [parked] = await eventually(
    async () => log(id, await asOwner()).catch(() => []),
    ([first]) => first?.state === 'parked',
    60_000,
  );
  fixture = await OrderFixture.signIn(fixture.server);
  at.behave = () => 204;
  const params = { id, deliveryId: parked!.id };
  expect(await fixture.owner.ok(calls.replayWebhookDelivery, { params })).toMatchObject({
    state: 'waiting',
    attempts: 0,
  });
  await eventually(
    async () => at.accepted,
    (all) => all.length === 1,
  );
  expect(at.accepted[0]!.id).toBe(parked!.eventId);
  await eventually(
    () => failingSince(id),
    (since) => since === null,
  );
});
