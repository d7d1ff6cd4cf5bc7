import { MongooseModule } from '@nestjs/mongoose';
import { decide, Refusal, rightsFrom } from '@passline/contracts';
import { v7 as uuidv7 } from 'uuid';
import type { Caller } from '../../common/access/caller.ts';
import { OrderAccess, type OrderAction } from '../orders/order.access.ts';
import type { OrderDoc } from '../orders/order.schema.ts';
import { OrdersService } from '../orders/orders.service.ts';
import { RestaurantsService } from '../restaurants/restaurants.service.ts';
import { type Domain, startDomain } from '../../testing/start-domain.ts';
import { ChatRepository } from './chat.repository.ts';
import { ChatService } from './chat.service.ts';
import { CHAT_MESSAGE, MessageSchema } from './message.schema.ts';
import { DELIVERY_MARK, DeliveryMarkSchema } from './delivery-mark.schema.ts';
import { DeliveryMarks } from './delivery-marks.repository.ts';
import { READ_MARK, ReadMarkSchema } from './read-mark.schema.ts';
import { unreadSides } from './unread-messages.ts';

type KnownOrder = Pick<OrderDoc, '_id' | 'number' | 'restaurantId' | 'customerId' | 'status' | 'reached'> & {
  courierId: string | null;
};
const orders = new Map<string, KnownOrder>();
const blocked: string[] = [];

const access = {
  assertAllowed: async (caller: Caller, id: string, action: OrderAction) => {
    const order = orders.get(id);
    if (!order || !decide(caller, 'order:read', { ...order, id }).allowed)
      throw new Refusal('not_found', 'No.');
    if (!decide(caller, action, { ...order, id }).allowed) throw new Refusal('forbidden', 'No.');
    return { ...order, courier: order.courierId === null ? null : { id: order.courierId } };
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
  ...rightsFrom(role, restaurantId),
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
        { name: DELIVERY_MARK, schema: DeliveryMarkSchema },
      ]),
    ],
    [
      { provide: OrderAccess, useValue: access },
      { provide: OrdersService, useValue: { openIds: async () => [...orders.keys()] } },
      { provide: RestaurantsService, useValue: restaurants },
      ChatRepository,
      ChatService,
      DeliveryMarks,
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

const send = (by: Caller, text: string, id = uuidv7()) => chat.send(by, order._id, { id, text });
const list = (by: Caller, more: { limit?: number; before?: string; cursor?: string } = {}) =>
  chat.list(by, order._id, { limit: 100, ...more });
const texts = async (by: Caller) => (await list(by)).items.map(({ text }) => text);

test('the participants of an order can write; messages are listed newest first and unchanged', async () => {
  const typed = '<b>No onions</b> & "extra" cheese\nthank you 🍕';
  await send(customer, typed);
  await send(cook, 'Sure');
  await send(courier, 'On my way');
  expect(await texts(customer)).toEqual(['On my way', 'Sure', typed]);
  const [last] = (await list(cook)).items;
  expect(last).toMatchObject({
    orderId: order._id,
    from: { id: courier.id, name: 'A courier', role: 'courier' },
  });
});

test('other customers, restaurants, couriers and operators have no access', async () => {
  const { id } = await send(customer, 'Hello');
  for (const [stranger, code] of [
    [person('customer'), 'not_found'],
    [person('kitchen', 'sakura'), 'not_found'],
    [person('courier'), 'not_found'],
    [person('operator'), 'forbidden'],
  ] as const) {
    await expect(send(stranger, 'Hello')).rejects.toMatchObject({ code });
    await expect(list(stranger)).rejects.toMatchObject({ code });
    await expect(chat.read(stranger, order._id, id)).rejects.toMatchObject({ code });
  }
});

test('a courier who has lost the order can no longer read or write', async () => {
  await send(courier, 'On my way');
  order.courierId = person('courier').id;
  await expect(list(courier)).rejects.toMatchObject({ code: 'not_found' });
  await expect(send(courier, 'Still here')).rejects.toMatchObject({ code: 'not_found' });
  expect(await texts(customer)).toEqual(['On my way']);
});

test('events name the courier only while the job is theirs', async () => {
  const courierIdsOf = async (id: string) =>
    (await domain.events())
      .filter(({ aggregate }) => aggregate.id === id)
      .map(({ data }) => (data as { courierId: string | null }).courierId);
  const { id } = await send(cook, 'On the way');
  expect(await courierIdsOf(id)).toEqual([courier.id]);
  order.status = 'delivered';
  order.reached = { delivered: new Date() };
  const { id: late } = await send(cook, 'Did you like it?');
  expect(await courierIdsOf(late)).toEqual([null]);
});

test('a repeated id is the same message, and never a different one', async () => {
  const id = uuidv7();
  const sent = await Promise.all([send(customer, 'Hello', id), send(customer, 'Hello', id)]);
  expect(sent[0]).toEqual(sent[1]);
  await expect(send(customer, 'Hello', id)).resolves.toEqual(sent[0]);
  await expect(send(customer, 'Goodbye', id)).rejects.toMatchObject({ code: 'idempotency_mismatch' });
  await expect(send(cook, 'Hello', id)).rejects.toMatchObject({ code: 'idempotency_mismatch' });
  const other = { ...order, _id: uuidv7() };
  orders.set(other._id, other);
  await expect(chat.send(customer, other._id, { id, text: 'Hello' })).rejects.toMatchObject({
    code: 'idempotency_mismatch',
  });
  expect(await texts(customer)).toEqual(['Hello']);
  const events = (await domain.events()).filter(({ aggregate }) => aggregate.id === id);
  expect(events.map(({ type, data }) => [type, data])).toEqual([
    [
      'chat.message_sent',
      {
        orderId: order._id,
        restaurantId: 'aurora',
        customerId: customer.id,
        courierId: courier.id,
        from: { id: customer.id, name: 'A customer', role: 'customer' },
        text: 'Hello',
      },
    ],
  ]);
});

test('pages back by message or by cursor, with each message once', async () => {
  const ids: string[] = [];
  for (let i = 0; i < 7; i += 1) ids.unshift((await send(i % 2 ? cook : customer, `${i}`)).id);
  const first = await list(customer, { limit: 3 });
  const second = await list(customer, { limit: 3, before: first.items.at(-1)!.id });
  const third = await list(customer, { limit: 3, cursor: second.nextCursor! });
  expect([...first.items, ...second.items, ...third.items].map(({ id }) => id)).toEqual(ids);
  expect(third.nextCursor).toBeNull();
  await expect(list(customer, { before: uuidv7() })).rejects.toMatchObject({ code: 'validation_failed' });
});

test('read marks only move forward; later messages of others are unread', async () => {
  const first = await send(customer, 'one');
  const second = await send(customer, 'two');
  await send(cook, 'three');
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
  expect(seen.reads).toEqual([{ userId: cook.id, side: 'staff', upTo: second.id, at: expect.any(String) }]);
  expect((await list(cook)).unreadCount).toBe(0);
  const events = (await domain.events()).filter(
    ({ type, data }) => type === 'chat.read' && (data as { orderId: string }).orderId === order._id,
  );
  expect(events.map(({ data }) => (data as { upTo: string }).upTo)).toEqual([first.id, second.id]);
  await expect(chat.read(cook, order._id, uuidv7())).rejects.toMatchObject({ code: 'not_found' });
});

test('the first device of a side that confirms a message moves the mark, and no other costs a write', async () => {
  const first = await send(customer, 'one');
  const second = await send(customer, 'two');
  const waiter = person('manager', 'aurora');
  await Promise.all([cook, waiter, cook].map((who) => chat.delivered(who, order._id, second.id)));
  await chat.delivered(waiter, order._id, first.id);
  await chat.delivered(customer, order._id, second.id);
  expect((await list(customer)).deliveries).toEqual([
    { side: 'staff', upTo: second.id, at: expect.any(String) },
  ]);
  await chat.delivered(courier, order._id, first.id);
  expect((await list(customer)).deliveries).toHaveLength(2);
  const events = (await domain.events()).filter(
    ({ type, data }) => type === 'chat.delivered' && (data as { orderId: string }).orderId === order._id,
  );
  expect(events.map(({ data }) => data)).toMatchObject([
    { side: 'staff', upTo: second.id },
    { side: 'courier', upTo: first.id },
  ]);
  await expect(chat.delivered(cook, order._id, uuidv7())).rejects.toMatchObject({ code: 'not_found' });
  await expect(chat.delivered(person('courier'), order._id, first.id)).rejects.toMatchObject({
    code: 'not_found',
  });
});

test('a blocked customer can read but not write', async () => {
  await send(customer, 'Hello');
  blocked.push(customer.id);
  await expect(send(customer, 'HELLO')).rejects.toMatchObject({
    code: 'forbidden',
    message: 'Trattoria Aurora takes no messages from this account. Call the restaurant about this order.',
  });
  expect(await texts(customer)).toEqual(['Hello']);
});

test('a conversation closes a day after the order has ended', async () => {
  const hours = (n: number) => new Date(Date.now() - n * 3_600_000);
  order.status = 'delivered';
  order.reached = { delivered: hours(23) };
  await send(customer, 'There was no sauce');
  const { among } = await chat.participants(customer, order._id);
  expect(among).toMatchObject({ customerId: customer.id, courierId: null });
  order.reached = { delivered: hours(25) };
  await expect(chat.participants(customer, order._id)).rejects.toMatchObject({ code: 'forbidden' });
  await expect(send(customer, 'Hello?')).rejects.toMatchObject({ code: 'forbidden' });
  expect(await texts(customer)).toEqual(['There was no sauce']);
});

test('a user can send 30 messages a minute over all orders; others are not affected', async () => {
  const outcomes = await Promise.allSettled(Array.from({ length: 40 }, (_, i) => send(customer, `${i}`)));
  const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
  expect(outcomes.length - refused.length).toBe(30);
  for (const { reason } of refused)
    expect(reason).toMatchObject({ code: 'rate_limited', retryAfter: expect.any(Number) });
  await send(cook, 'Slowly, please');
});

describe('a message', () => {
  const at = new Date('2030-01-01T12:00:00Z');
  const conversation = { orderId: 'o', restaurantId: 'r', customerId: 'anna', courierId: 'marco' };
  const from = (id: string, role: string) => ({ _id: 'm2', at, from: { id, name: id, role } });
  const readTo = (userId: string, upTo: string, sentAt = at) => ({ userId, upTo, sentAt });

  test('is unread by all sides but its sender’s', () => {
    expect(unreadSides(from('anna', 'customer'), conversation, [])).toEqual(['staff', 'courier']);
    expect(unreadSides(from('chef', 'kitchen'), conversation, [])).toEqual(['customer', 'courier']);
    expect(unreadSides(from('anna', 'customer'), { ...conversation, courierId: null }, [])).toEqual([
      'staff',
    ]);
  });

  test('is read by a side as soon as one of its people has read it or a later one', () => {
    const marks = [
      readTo('waiter', 'm2'),
      readTo('marco', 'm1'),
      readTo('anna', 'm0', new Date(at.getTime() + 1)),
    ];
    expect(unreadSides(from('chef', 'kitchen'), conversation, marks)).toEqual(['courier']);
    expect(unreadSides(from('marco', 'courier'), conversation, marks)).toEqual([]);
  });
});
