import { randomUUID } from 'node:crypto';
import { calls } from '@passline/contracts';
import type { Api } from './testing/api.ts';
import {
  PushBrowser,
  PushServiceDouble,
  type PushRequest,
  vapidClaims,
} from '../../../tools/testing/web-push.ts';
import { cancelOrder, moveOrder } from './testing/orders.ts';
import { closeSockets } from './testing/sockets.ts';
import { OrderFixture, type TestUser } from './testing/order-fixture.ts';
import { eventually } from './testing/eventually.ts';
import { aurora, sakura } from './testing/orders.ts';
import { type RunningServer, runToEnd, startServer, stopAll } from './testing/server.ts';

let fixture: OrderFixture;
let service: PushServiceDouble;
let customer: TestUser;
let cook: TestUser;
let browser: PushBrowser;
let next = 0;
/** A server with the default settings. */
let plain: RunningServer;

beforeAll(async () => {
  [plain, fixture, service] = await Promise.all([
    startServer(),
    startServer({ PUSH_LOCAL_ENDPOINTS: 'on', VAPID_SUBJECT: 'mailto:ops@example.com' }).then((server) =>
      OrderFixture.signIn(server),
    ),
    PushServiceDouble.open(),
  ]);
  customer = await fixture.newUser('customer');
});
afterAll(async () => {
  service.close();
  await stopAll();
});
beforeEach(async () => {
  cook = await fixture.newUser('kitchen', aurora);
  browser = new PushBrowser(service, `cook-${++next}`);
});
afterEach(closeSockets);
afterEach(async () => {
  await fixture.operator.ok(calls.changeUser, { params: { id: cook.id }, body: { disabled: true } });
});

const subscribe = (who: Api, body = browser.subscription) => who.ok(calls.putPushSubscription, { body });
const sentTo = ({ path }: PushBrowser) => service.requests.filter((pushed) => pushed.path === path);
const pushesTo = (to: PushBrowser, count = 1): Promise<PushRequest[]> =>
  eventually(
    async () => sentTo(to),
    (pushed) => pushed.length >= count,
  );

test('a new order is pushed to a browser without an open tab: encrypted, signed, and without personal data', async () => {
  const { publicKey } = await cook.ok(calls.getPushKey);
  await subscribe(cook);
  const { id, number } = await fixture.order(customer, { note: 'For Jonas, ring twice' });
  const [pushed] = await pushesTo(browser);
  expect(pushed!.headers).toMatchObject({ 'content-encoding': 'aes128gcm', urgency: 'high' });
  const ttl = Number(pushed!.headers['ttl']);
  expect(ttl).toBeGreaterThan(500);
  expect(ttl).toBeLessThanOrEqual(600);
  expect(pushed!.headers['topic']).toMatch(/^[\w-]{32}$/);
  const claims = vapidClaims(pushed!.headers.authorization!, publicKey);
  expect(claims).toMatchObject({ aud: service.url, sub: 'mailto:ops@example.com' });
  expect(Number(claims['exp'])).toBeGreaterThan(Date.now() / 1000);
  const message = browser.decrypt(pushed!.body);
  expect(message).toEqual({
    notification: {
      title: `New order #${number}`,
      body: 'Open it to accept or cancel.',
      lang: 'en',
      tag: `order-${id}`,
      renotify: true,
      requireInteraction: true,
      data: {
        type: 'order:new',
        orderId: id,
        orderNumber: number,
        url: `/orders/${id}`,
        onActionClick: { default: { operation: 'navigateLastFocusedOrOpen', url: `/orders/${id}` } },
      },
    },
  });
});

test('that is not answered is pushed again, and replaces the first notification', async () => {
  await subscribe(cook);
  const { id, number } = await fixture.order(customer);
  const about = () =>
    sentTo(browser)
      .map(({ body, headers }) => ({ ...browser.decrypt(body).notification, topic: headers['topic'] }))
      .filter(({ data }) => data.orderId === id);
  const pushed = await eventually(
    async () => about(),
    (messages) => messages.length === 2,
  );
  expect(pushed[1]).toMatchObject({
    title: `Order #${number} is waiting`,
    body: 'No screen has received it.',
  });
  expect([pushed[1]!.tag, pushed[1]!.topic]).toEqual([pushed[0]!.tag, pushed[0]!.topic]);
});

test('is pushed to every browser of the restaurant’s staff only', async () => {
  const neighbour = await fixture.newUser('kitchen', sakura);
  const [second, theirs] = ['second', 'neighbour'].map((name) => new PushBrowser(service, `${name}-${next}`));
  await Promise.all([
    subscribe(cook),
    subscribe(cook, second!.subscription),
    subscribe(neighbour, theirs!.subscription),
  ]);
  await fixture.order(customer);
  await Promise.all([pushesTo(browser), pushesTo(second!)]);
  expect(sentTo(theirs!)).toEqual([]);
});

/**
 * Once an order that was placed afterwards has reached another browser, this one would have been reached too. An
 * earlier order may still escalate meanwhile, so only messages about the new one count.
 */
async function toldOfOneMore(silent: PushBrowser): Promise<number> {
  const witness = new PushBrowser(service, `witness-${randomUUID()}`);
  await subscribe(fixture.owner, witness.subscription);
  const { id } = await fixture.order(customer);
  await pushesTo(witness);
  await fixture.owner.ok(calls.deletePushSubscription, { body: { endpoint: witness.subscription.endpoint } });
  return sentTo(silent).filter(({ body }) => silent.decrypt(body).notification.data.orderId === id).length;
}
const isToldNothing = async (silent: PushBrowser) => expect(await toldOfOneMore(silent)).toBe(0);

describe('an order is no longer pushed', () => {
  test('after unsubscribing; users cannot unsubscribe others', async () => {
    await subscribe(cook);
    const body = { endpoint: browser.subscription.endpoint };
    await fixture.otherOwner.ok(calls.deletePushSubscription, { body });
    await fixture.order(customer);
    await pushesTo(browser);
    await cook.ok(calls.deletePushSubscription, { body });
    await cook.ok(calls.deletePushSubscription, { body });
    await isToldNothing(browser);
  });

  test('after signing out', async () => {
    await subscribe(cook);
    await cook.ok(calls.logout);
    await isToldNothing(browser);
  });

  test('when the account is disabled or the role is revoked', async () => {
    const other = await fixture.newUser('kitchen', aurora);
    const theirs = new PushBrowser(service, `moved-${next}`);
    await Promise.all([subscribe(cook), subscribe(other, theirs.subscription)]);
    await fixture.operator.ok(calls.changeUser, { params: { id: cook.id }, body: { disabled: true } });
    await fixture.operator.ok(calls.changeUser, { params: { id: other.id }, body: { restaurantId: sakura } });
    await isToldNothing(browser);
    expect(sentTo(theirs)).toEqual([]);
  });

  test.each([404, 410])(
    'when the push service answers that the subscription has ended (%i)',
    async (status) => {
      await subscribe(cook);
      service.answers.set(browser.path, [status]);
      await fixture.order(customer);
      await pushesTo(browser);
      // Its answer may still be on its way when the next order is placed.
      await eventually(
        () => toldOfOneMore(browser),
        (more) => more === 0,
      );
    },
  );

  test('when another user signs in at the same browser', async () => {
    const neighbour = await fixture.newUser('kitchen', sakura);
    await subscribe(cook);
    await subscribe(neighbour);
    await isToldNothing(browser);
  });
});

/** The messages about this order, oldest first, once there are as many as expected. */
const messagesAbout = (to: PushBrowser, orderId: string, count: number) =>
  eventually(
    async () =>
      sentTo(to)
        .map(({ body }) => to.decrypt(body).notification)
        .filter(({ data }) => data.orderId === orderId),
    (messages) => messages.length >= count,
  );

describe('a customer who has switched it on', () => {
  const person = { name: 'Jonas Quietly', phone: '+49 151 5550123' };
  const place = (guest: Api) => fixture.order(guest, { note: 'ring twice' });
  let guest: Api;
  beforeEach(async () => {
    const { accessToken } = await fixture.server.api.ok(calls.openGuest, { body: person });
    guest = fixture.server.api.as(accessToken);
  });

  test('is pushed each step in their language, with a link that opens the order', async () => {
    await subscribe(guest, { ...browser.subscription, language: 'de' });
    const { id, number } = await place(guest);
    const promise = (readyInMinutes: number) =>
      fixture.owner.ok(calls.promiseOrder, { params: { id }, body: { readyInMinutes } });
    const titles = async (count: number) =>
      (await messagesAbout(browser, id, count)).map(({ title }) => title);
    await promise(20);
    const [accepted] = await messagesAbout(browser, id, 1);
    expect(accepted).toMatchObject({ lang: 'de', requireInteraction: false, tag: `order-${id}` });
    expect(accepted!.body).toMatch(/^Voraussichtlich um \d\d:\d\d\.$/);
    await promise(45);
    await titles(2);
    await moveOrder(fixture.owner, id, 'preparing', 'out_for_delivery');
    await titles(3);
    await moveOrder(fixture.owner, id, 'delivered');
    expect(await titles(4)).toEqual([
      `Bestellung #${number} ist angenommen`,
      `Neue Zeit für Bestellung #${number}`,
      `Bestellung #${number} ist unterwegs`,
      `Bestellung #${number} ist da`,
    ]);
    const messages = await messagesAbout(browser, id, 4);
    for (const trace of [...person.name.split(' '), person.phone, 'ring twice', fixture.dish.name])
      expect(JSON.stringify(messages)).not.toContain(trace);
    const { url } = messages[0]!.data;
    expect(url).toMatch(/^\/track\//);
    const token = url.slice('/track/'.length);
    expect((await fixture.server.api.ok(calls.track, { params: { token } })).id).toBe(id);
  });

  test('is pushed only the kinds that they chose, also after a renewal', async () => {
    const put = (more: object) => subscribe(guest, { ...browser.subscription, ...more });
    expect(await put({})).toEqual({
      kinds: ['order_progress', 'new_time', 'order_changes', 'chat'],
      language: 'en',
    });
    await put({ kinds: ['order_changes'], language: 'de' });
    expect(await put({})).toEqual({ kinds: ['order_changes'], language: 'de' });
    const { id, number } = await place(guest);
    await fixture.owner.ok(calls.promiseOrder, { params: { id }, body: { readyInMinutes: 20 } });
    await cancelOrder(fixture.owner, id, 'Oven broken');
    expect((await messagesAbout(browser, id, 1)).map(({ title, body }) => [title, body])).toEqual([
      [`Bestellung #${number} wurde storniert`, 'Öffnen, um den Grund zu sehen.'],
    ]);
    const wrong = { ...browser.subscription, kinds: ['everything'] } as never;
    expect(await guest.refused(calls.putPushSubscription, { body: wrong })).toMatchObject({
      code: 'validation_failed',
      errors: [{ path: 'kinds.0' }],
    });
  });

  test('is pushed a chat message that they do not read, and none that they read', async () => {
    await subscribe(guest, { ...browser.subscription, kinds: ['chat'] });
    const { id, number } = await place(guest);
    const say = (who: Api, text: string) =>
      who.ok(calls.sendMessage, { params: { id }, body: { id: randomUUID(), text } });
    const seen = await say(fixture.owner, 'We have no basil.');
    const socket = await fixture.connect(guest);
    await socket.ok('chat:read', { orderId: id, upTo: seen.id });
    await say(guest, 'Never mind.');
    const { at } = await say(fixture.owner, 'We put oregano on it.');
    const [message] = await messagesAbout(browser, id, 1);
    expect(message).toMatchObject({
      title: `New message about order #${number}`,
      body: 'From the restaurant.',
      tag: `chat-${id}`,
    });
    const about = async (who: Api) =>
      (await who.ok(calls.listNotifications, { query: { limit: 100 } })).items.filter(
        ({ type, orderId }) => type === 'chat_message' && orderId === id,
      );
    const [own] = await about(guest);
    expect(own).toMatchObject({ readAt: null, params: { number, from: 'restaurant' } });
    expect(own!.createdAt >= at).toBe(true);
    // The restaurant has not read the customer's answer. One of its staff reads for all.
    const [theirs] = await eventually(
      () => about(cook),
      (found) => found.length === 1,
    );
    expect(theirs).toMatchObject({ readAt: null, params: { number, from: 'customer' } });
    const { items } = await fixture.owner.ok(calls.listMessages, { params: { id } });
    const staffSocket = await fixture.connect(fixture.owner);
    await staffSocket.ok('chat:read', { orderId: id, upTo: items[0]!.id });
    await eventually(
      () => about(cook),
      ([one]) => one!.readAt !== null,
    );
    expect((await about(guest))[0]!.readAt).toBeNull();
    expect(await messagesAbout(browser, id, 1)).toHaveLength(1);
  });
});

test('a courier is pushed a job near by and the assignment, and is notified until the job is taken', async () => {
  const [near, other] = [await fixture.newUser('courier'), await fixture.newUser('courier')];
  const theirs = new PushBrowser(service, `other-courier-${next}`);
  await Promise.all([subscribe(near), subscribe(other, { ...theirs.subscription, language: 'de' })]);
  for (const who of [near, other]) await who.ok(calls.changeCourierStatus, { body: { status: 'available' } });
  const { id, number } = await fixture.order(customer);
  await moveOrder(fixture.owner, id, 'confirmed');
  expect((await messagesAbout(theirs, id, 1))[0]).toMatchObject({
    title: 'Eine Lieferung in Ihrer Nähe',
    tag: `job-${id}`,
  });
  await messagesAbout(browser, id, 1);
  const notified = async (who: Api) =>
    (await who.ok(calls.listNotifications, { query: { limit: 100 } })).items
      .filter(({ orderId }) => orderId === id)
      .map(({ type, readAt }) => ({ type, isRead: readAt !== null }));
  expect(await notified(other)).toEqual([{ type: 'job_offered', isRead: false }]);
  await near.ok(calls.acceptDelivery, { params: { orderId: id } });
  const [, assigned] = await messagesAbout(browser, id, 2);
  expect(assigned!.title).toBe(`Order #${number} is assigned to you`);
  await eventually(
    () => notified(other),
    ([offered]) => offered!.isRead,
  );
  for (const who of [near, other])
    await fixture.operator.ok(calls.changeUser, { params: { id: who.id }, body: { disabled: true } });
});

test('a failing push service is retried, and a hanging one delays no other', async () => {
  const hanging = new PushBrowser(service, `hanging-${next}`);
  await subscribe(cook, hanging.subscription);
  service.answers.set(hanging.path, [0]);
  await fixture.order(customer);
  await pushesTo(hanging);
  await cook.ok(calls.deletePushSubscription, { body: { endpoint: hanging.subscription.endpoint } });
  await subscribe(cook);
  service.answers.set(browser.path, [503, 201]);
  const { number } = await fixture.order(customer);
  const [first, second] = (await pushesTo(browser, 2)).map(({ body }) => browser.decrypt(body).notification);
  expect([first!.title, second!.title]).toContain(`New order #${number}`);
  await isToldNothing(hanging);
});

test('a user has at most ten browsers: the one renewed longest ago is removed', async () => {
  const many = Array.from({ length: 11 }, (_, i) => new PushBrowser(service, `many-${i}`));
  for (const { subscription } of many) await subscribe(cook, subscription);
  const { id } = await fixture.order(customer);
  // Only of this order: one of an earlier test may still ring while the browsers subscribe.
  const told = (one: PushBrowser) =>
    sentTo(one).filter(({ body }) => one.decrypt(body).notification.data.orderId === id).length;
  await eventually(
    async () => many.slice(1).map(told),
    (counts) => counts.every((count) => count > 0),
  );
  expect(told(many[0]!)).toBe(0);
});

describe('the endpoint of a subscription', () => {
  test('must be public and use https, unless local endpoints are allowed', async () => {
    const owner = await plain.api.signIn('owner');
    for (const endpoint of [
      'https://127.0.0.1/x',
      'https://localhost/x',
      'https://[::1]/x',
      'https://169.254.169.254/latest',
      'http://push.example.com/x',
      'https://u:p@push.example.com/x',
    ])
      expect(
        await owner.refused(calls.putPushSubscription, { body: { ...browser.subscription, endpoint } }),
      ).toMatchObject({ code: 'validation_failed', errors: [{ path: 'endpoint' }] });
    await owner.ok(calls.putPushSubscription, {
      body: { ...browser.subscription, endpoint: 'https://push.example.com/x' },
    });
  });

  test.each([
    ['no address', { endpoint: 'push' }],
    ['not the web', { endpoint: 'ftp://push.example.com/x' }],
    ['no key', { keys: { p256dh: 'x', auth: 'y' } }],
  ])('must be well-formed: %s', async (_, wrong) => {
    const body = { ...browser.subscription, ...wrong };
    expect((await cook.refused(calls.putPushSubscription, { body })).code).toBe('validation_failed');
  });

  test('can be registered with a session only', async () => {
    const { api } = fixture.server;
    expect((await api.refused(calls.getPushKey)).code).toBe('unauthorized');
    expect((await api.refused(calls.putPushSubscription, { body: browser.subscription })).code).toBe(
      'unauthorized',
    );
  });
});

describe('the key', () => {
  test('is generated once and kept over restarts', async () => {
    const key = async (api: Api) => (await (await api.signIn('owner')).ok(calls.getPushKey)).publicKey;
    const before = await key(plain.api);
    await plain.stop();
    plain = await plain.startAgain();
    expect(await key(plain.api)).toBe(before);
  });

  test('must be configured with both halves', async () => {
    const { code, errors } = await runToEnd({ VAPID_PRIVATE_KEY: 'x'.repeat(43) });
    expect(code).toBe(1);
    expect(errors).toContain('VAPID_PUBLIC_KEY and VAPID_PRIVATE_KEY must be set together');
  });
});
