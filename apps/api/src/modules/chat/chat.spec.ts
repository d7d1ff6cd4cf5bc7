import { MongooseModule } from '@nestjs/mongoose';
import { decide, Refusal } from '@passline/contracts';
import { v7 as uuidv7 } from 'uuid';
import type { Caller } from '../../common/access/caller.ts';
import { OrderAccess, type OrderAction } from '../orders/order.access.ts';
import type { OrderDoc } from '../orders/order.schema.ts';
import { OrdersService } from '../orders/orders.service.ts';
import { RestaurantsService } from '../restaurants/restaurants.service.ts';
import { type Domain, startDomain } from '../../testing/domain.ts';
import { ChatRepository } from './chat.repository.ts';
import { ChatService } from './chat.service.ts';
import { CHAT_MESSAGE, MessageSchema } from './message.schema.ts';
import { READ_MARK, ReadMarkSchema } from './read-mark.schema.ts';

type KnownOrder = Pick<OrderDoc, '_id' | 'number' | 'restaurantId' | 'customerId' | 'status' | 'reached'> & {
  courierId: string | null;
};
const orders = new Map<string, KnownOrder>();
const blocked: string[] = [];

const access = {
  demand: async (caller: Caller, id: string, action: OrderAction) => {
    const order = orders.get(id);
    if (!order || !decide(caller, 'order:read', { ...order, id }).allowed)
      throw new Refusal('not_found', 'No.');
    if (!decide(caller, action, { ...order, id }).allowed) throw new Refusal('forbidden', 'No.');
    return order;
  },
};
const restaurants = {
  terms: async () => ({ restaurant: { name: 'Trattoria Aurora' }, settings: { blockedCustomers: blocked } }),
};

let domain: Domain;
let chat: ChatService;
let order: KnownOrder;
let customer: Caller;
let cook: Caller;
let courier: Caller;

const person = (role: Caller['role'], restaurantId: string | null = null): Caller => ({
  kind: 'user',
  id: uuidv7(),
  role,
  restaurantId,
  name: `A ${role}`,
  phone: null,
  sessionId: 's',
  tokenExpiresAt: new Date(8.64e15),
});

beforeAll(async () => {
  domain = await startDomain(
    [
      MongooseModule.forFeature([
        { name: CHAT_MESSAGE, schema: MessageSchema },
        { name: READ_MARK, schema: ReadMarkSchema },
      ]),
    ],
    [
      { provide: OrderAccess, useValue: access },
      { provide: OrdersService, useValue: { openIds: async () => [...orders.keys()] } },
      { provide: RestaurantsService, useValue: restaurants },
      ChatRepository,
      ChatService,
    ],
  );
  chat = domain.get(ChatService);
});
afterAll(() => domain.close());
beforeEach(() => {
  customer = person('customer');
  cook = person('kitchen', 'aurora');
  courier = person('courier');
  order = {
    _id: uuidv7(),
    number: '12',
    restaurantId: 'aurora',
    customerId: customer.id,
    courierId: courier.id,
    status: 'preparing',
    reached: {},
  };
  orders.set(order._id, order);
});

const say = (by: Caller, text: string, id = uuidv7()) => chat.send(by, order._id, { id, text });
const list = (by: Caller, more: { limit?: number; before?: string; cursor?: string } = {}) =>
  chat.list(by, order._id, { limit: 100, ...more });
const texts = async (by: Caller) => (await list(by)).items.map(({ text }) => text);

test('those who have to do with the order talk; newest first; as it was typed', async () => {
  const typed = '<b>No onions</b> & "extra" cheese\nthank you 🍕';
  await say(customer, typed);
  await say(cook, 'Sure');
  await say(courier, 'On my way');
  expect(await texts(customer)).toEqual(['On my way', 'Sure', typed]);
  const [last] = (await list(cook)).items;
  expect(last).toMatchObject({
    orderId: order._id,
    from: { id: courier.id, name: 'A courier', role: 'courier' },
  });
});

test('nobody else: not even another customer, another restaurant, an operator', async () => {
  const { id } = await say(customer, 'Hello');
  for (const [stranger, code] of [
    [person('customer'), 'not_found'],
    [person('kitchen', 'sakura'), 'not_found'],
    [person('courier'), 'not_found'],
    [person('operator'), 'forbidden'],
  ] as const) {
    await expect(say(stranger, 'Hello')).rejects.toMatchObject({ code });
    await expect(list(stranger)).rejects.toMatchObject({ code });
    await expect(chat.read(stranger, order._id, id)).rejects.toMatchObject({ code });
  }
});

test('a courier who has lost the order reads no further', async () => {
  await say(courier, 'On my way');
  order.courierId = person('courier').id;
  await expect(list(courier)).rejects.toMatchObject({ code: 'not_found' });
  await expect(say(courier, 'Still here')).rejects.toMatchObject({ code: 'not_found' });
  expect(await texts(customer)).toEqual(['On my way']);
});

test('the same id again is the same message, and never another one', async () => {
  const id = uuidv7();
  const sent = await Promise.all([say(customer, 'Hello', id), say(customer, 'Hello', id)]);
  expect(sent[0]).toEqual(sent[1]);
  await expect(say(customer, 'Hello', id)).resolves.toEqual(sent[0]);
  await expect(say(customer, 'Goodbye', id)).rejects.toMatchObject({ code: 'idempotency_mismatch' });
  await expect(say(cook, 'Hello', id)).rejects.toMatchObject({ code: 'idempotency_mismatch' });
  const other = { ...order, _id: uuidv7() };
  orders.set(other._id, other);
  await expect(chat.send(customer, other._id, { id, text: 'Hello' })).rejects.toMatchObject({
    code: 'idempotency_mismatch',
  });
  expect(await texts(customer)).toEqual(['Hello']);
  const told = (await domain.events()).filter(({ aggregate }) => aggregate.id === id);
  expect(told.map(({ type, data }) => [type, data])).toEqual([
    [
      'chat.message_sent',
      {
        orderId: order._id,
        restaurantId: 'aurora',
        from: { id: customer.id, name: 'A customer', role: 'customer' },
        text: 'Hello',
      },
    ],
  ]);
});

test('pages back through all of it, by message or by cursor, each message once', async () => {
  const ids: string[] = [];
  for (let i = 0; i < 7; i += 1) ids.unshift((await say(i % 2 ? cook : customer, `${i}`)).id);
  const first = await list(customer, { limit: 3 });
  const second = await list(customer, { limit: 3, before: first.items.at(-1)!.id });
  const third = await list(customer, { limit: 3, cursor: second.nextCursor! });
  expect([...first.items, ...second.items, ...third.items].map(({ id }) => id)).toEqual(ids);
  expect(third.nextCursor).toBeNull();
  await expect(list(customer, { before: uuidv7() })).rejects.toMatchObject({ code: 'validation_failed' });
});

test('read marks only move on; what is unread is what others said since', async () => {
  const first = await say(customer, 'one');
  const second = await say(customer, 'two');
  await say(cook, 'three');
  expect((await list(cook)).unreadCount).toBe(2);
  expect((await list(customer)).unreadCount).toBe(1);
  await chat.read(cook, order._id, first.id);
  expect((await list(cook)).unreadCount).toBe(1);
  await Promise.all([
    chat.read(cook, order._id, second.id),
    chat.read(cook, order._id, first.id),
    chat.read(cook, order._id, second.id),
  ]);
  await chat.read(cook, order._id, first.id);
  const seen = await list(customer);
  expect(seen.reads).toEqual([{ userId: cook.id, upTo: second.id, at: expect.any(String) }]);
  expect((await list(cook)).unreadCount).toBe(0);
  const told = (await domain.events()).filter(
    ({ type, data }) => type === 'chat.read' && (data as { orderId: string }).orderId === order._id,
  );
  expect(told.map(({ data }) => (data as { upTo: string }).upTo)).toEqual([first.id, second.id]);
  await expect(chat.read(cook, order._id, uuidv7())).rejects.toMatchObject({ code: 'not_found' });
});

test('a blocked customer reads, and says no more', async () => {
  await say(customer, 'Hello');
  blocked.push(customer.id);
  await expect(say(customer, 'HELLO')).rejects.toMatchObject({
    code: 'forbidden',
    message: 'Trattoria Aurora takes no messages from this account. Call them if it is about this order.',
  });
  expect(await texts(customer)).toEqual(['Hello']);
});

test('closes a day after the order has ended', async () => {
  const hours = (n: number) => new Date(Date.now() - n * 3_600_000);
  order.status = 'delivered';
  order.reached = { delivered: hours(23) };
  await say(customer, 'There was no sauce');
  order.reached = { delivered: hours(25) };
  await expect(say(customer, 'Hello?')).rejects.toMatchObject({ code: 'forbidden' });
  expect(await texts(customer)).toEqual(['There was no sauce']);
});

test('30 a minute for one user, whatever the order; others are not disturbed', async () => {
  const outcomes = await Promise.allSettled(Array.from({ length: 40 }, (_, i) => say(customer, `${i}`)));
  const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
  expect(outcomes.length - refused.length).toBe(30);
  for (const { reason } of refused)
    expect(reason).toMatchObject({ code: 'rate_limited', retryAfter: expect.any(Number) });
  await say(cook, 'Slowly, please');
});
