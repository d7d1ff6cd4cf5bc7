import { randomUUID } from 'node:crypto';
import { calls } from '@passline/contracts';
import type { Api } from './testing/api.ts';
import {
  aurora,
  type Dish,
  moveOrder,
  registerCustomer,
  placeOrder,
  dishWithoutOptions,
} from './testing/orders.ts';
import { type RunningServer, startServer, stopAll } from './testing/server.ts';

let server: RunningServer;
let owner: Api;
let neighbour: Api;
let operator: Api;
let courier: Api & { session: { user: { id: string } } };
let courier2: Api & { session: { user: { id: string } } };
let dish: Dish;
let customer: Api & { id: string };
let orderId: string;
let next = 0;

beforeAll(async () => {
  server = await startServer();
  [owner, neighbour, operator, courier, courier2] = await server.api.signInAll(
    'owner',
    'owner2',
    'operator',
    'courier',
    'courier2',
  );
  dish = await dishWithoutOptions(server.api);
});
afterAll(stopAll);
beforeEach(async () => {
  customer = await registerCustomer(server.api, `talker${++next}@example.com`);
  orderId = (await placeOrder(customer, dish)).id;
});

const say = (who: Api, text: string, id: string = randomUUID()) =>
  who.ok(calls.sendMessage, { params: { id: orderId }, body: { id, text } });
const unsaid = async (who: Api, text = 'Hello', id: string = randomUUID()) =>
  (await who.refused(calls.sendMessage, { params: { id: orderId }, body: { id, text } })).code;
const conversation = (who: Api, query = {}) => who.ok(calls.listMessages, { params: { id: orderId }, query });
const unread = async (who: Api) => (await who.refused(calls.listMessages, { params: { id: orderId } })).code;

test('customer and restaurant exchange messages as plain text', async () => {
  const typed = '<img src=x onerror=alert(1)> & no onions\nplease 🍕';
  const sent = await say(customer, `  ${typed} `);
  expect(sent).toMatchObject({ orderId, text: typed, from: { id: customer.id, role: 'customer' } });
  const answer = await say(owner, 'Of course');
  const { items, unreadCount, reads } = await conversation(customer);
  expect(items).toEqual([answer, sent]);
  expect({ unreadCount, reads }).toEqual({ unreadCount: 1, reads: [] });
});

test('a repeated id is the same message; with another text it is rejected', async () => {
  const id = randomUUID();
  const sent = await say(customer, 'Hello', id);
  expect(await say(customer, 'Hello', id)).toEqual(sent);
  expect(await unsaid(customer, 'Goodbye', id)).toBe('idempotency_mismatch');
  expect(await unsaid(owner, 'Hello', id)).toBe('idempotency_mismatch');
  expect((await conversation(owner)).items).toHaveLength(1);
});

test('a page ends before a given message', async () => {
  const ids: string[] = [];
  for (let i = 0; i < 5; i += 1) ids.unshift((await say(customer, `${i}`)).id);
  const first = await conversation(owner, { limit: 2 });
  const second = await conversation(owner, { limit: 2, before: first.items[1]!.id });
  const third = await conversation(owner, { limit: 2, cursor: second.nextCursor! });
  expect([first, second, third].flatMap(({ items }) => items.map(({ id }) => id))).toEqual(ids);
  expect(third.nextCursor).toBeNull();
});

test('only participants can read it; a courier who loses the order cannot read on', async () => {
  await say(customer, 'Hello');
  const stranger = await registerCustomer(server.api, `stranger${next}@example.com`);
  for (const [who, code] of [
    [stranger, 'not_found'],
    [neighbour, 'not_found'],
    [courier, 'not_found'],
    [operator, 'forbidden'],
    [server.api, 'unauthorized'],
  ] as const) {
    expect(await unsaid(who)).toBe(code);
    expect(await unread(who)).toBe(code);
  }
  await moveOrder(owner, orderId, 'confirmed');
  const assign = async (to: typeof courier) => {
    await to.ok(calls.changeCourierStatus, {
      body: { status: 'available', latitude: 52.5297, longitude: 13.4013 },
    });
    await owner.ok(calls.assignCourier, { params: { id: orderId }, body: { courierId: to.session.user.id } });
  };
  await assign(courier);
  await say(courier, 'On my way');
  await assign(courier2);
  expect(await unread(courier)).toBe('not_found');
  expect((await conversation(courier2)).items).toHaveLength(2);
});

test('a blocked customer cannot send messages, and gets the reason', async () => {
  await say(customer, 'Hello');
  const body = { customerId: customer.id };
  await owner.ok(calls.blockCustomer, { params: { id: aurora }, body });
  const { code, detail } = await customer.refused(calls.sendMessage, {
    params: { id: orderId },
    body: { id: randomUUID(), text: 'HELLO' },
  });
  expect(`${code}: ${detail}`).toMatch('forbidden: Trattoria Aurora takes no messages from this account.');
  expect((await conversation(customer)).items).toHaveLength(1);
});

test('a message needs an id and 1 to 1000 characters, without control characters', async () => {
  await say(customer, 'x'.repeat(1000));
  for (const [text, id] of [
    ['', randomUUID()],
    ['   \n ', randomUUID()],
    ['x'.repeat(1001), randomUUID()],
    ['be\u0007ll', randomUUID()],
    ['Hello', 'not an id!'],
  ] as const)
    expect(await unsaid(customer, text, id)).toBe('validation_failed');
  expect(
    (await owner.refused(calls.listMessages, { params: { id: orderId }, query: { before: randomUUID() } }))
      .code,
  ).toBe('validation_failed');
});

test('a user may send 30 messages a minute', async () => {
  const answers = await Promise.all(
    Array.from({ length: 60 }, async (_, i) =>
      customer.send(calls.sendMessage, {
        params: { id: orderId },
        body: { id: randomUUID(), text: `${i}` },
      }),
    ),
  );
  const refused = answers.filter(({ status }) => status === 429);
  const said = answers.filter(({ status }) => status === 201).length;
  expect(said).toBeGreaterThanOrEqual(30);
  expect(refused.length).toBe(60 - said);
  expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
  await say(owner, 'Slowly, please');
});

test('the limit of messages a minute can be configured', async () => {
  const strict = await startServer({ CHAT_MESSAGES_PER_MINUTE: '2' });
  const guest = await registerCustomer(strict.api, 'guest@example.com');
  const { id } = await placeOrder(guest, await dishWithoutOptions(strict.api));
  const send = () =>
    guest.send(calls.sendMessage, { params: { id }, body: { id: randomUUID(), text: 'Hello' } });
  const answers = [await send(), await send(), await send()];
  expect(answers.map(({ status }) => status)).toEqual([201, 201, 429]);
  expect(((await answers[2]!.json()) as { detail: string }).detail).toMatch(
    /^No more than 2 messages per minute\. Try again in \d+ s\.$/,
  );
});
