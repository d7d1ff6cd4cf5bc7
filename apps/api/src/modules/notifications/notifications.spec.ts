import { rightsFrom } from '@passline/contracts';
import type { DomainEvents, EventEnvelope, EventName } from '@passline/event-log';
import { v7 as uuidv7 } from 'uuid';
import type { Caller } from '../../common/access/caller.ts';
import { DurableConsumers } from '../../infrastructure/events/durable-consumers.ts';
import type { OrderDoc } from '../orders/order.schema.ts';
import { type Domain, recorder } from '../../testing/start-domain.ts';
import { startNotifications } from '../../testing/start-notifications.ts';
import { NotificationsService } from './notifications.service.ts';

const known: Pick<OrderDoc, 'number' | 'fulfilment' | 'timeZone' | 'promise'> = {
  number: '12',
  fulfilment: 'delivery',
  timeZone: 'Europe/Rome',
  promise: {
    readyAt: new Date('2026-06-01T17:30:00Z'),
    deliverAt: new Date('2026-06-01T17:55:00Z'),
  },
};
let fulfilment: OrderDoc['fulfilment'] = 'delivery';

let domain: Domain;
let notifications: NotificationsService;
let customerId: string;
let courierId: string;

beforeAll(async () => {
  domain = await startNotifications(
    { find: async () => ({ ...known, fulfilment }) },
    { of: async (id: string) => [`${id}-owner`, `${id}-kitchen`] },
  );
  notifications = domain.get(NotificationsService);
});
afterAll(() => domain.close());
beforeEach(() => {
  customerId = uuidv7();
  courierId = uuidv7();
  fulfilment = 'delivery';
});

const caller = (id: string): Caller => ({
  kind: 'user',
  id,
  ...rightsFrom('customer'),
  name: 'Anna',
  phone: null,
  sessionId: 's1',
  tokenExpiresAt: new Date(),
});

const ref = (courier: string | null = null, restaurantId = 'aurora') => ({
  number: '12',
  restaurantId,
  restaurantName: 'Trattoria Aurora',
  customerId,
  courierId: courier,
});

function happened<T extends EventName>(type: T, data: DomainEvents[T], kind = 'order'): EventEnvelope {
  return {
    id: uuidv7(),
    type,
    at: new Date(),
    actor: null,
    aggregate: { kind, id: 'order-1', version: 2 },
    data,
  };
}

async function consume(...envelopes: EventEnvelope[]): Promise<void> {
  for (const envelope of envelopes)
    for (const consumer of domain.get(DurableConsumers).list)
      if (consumer.handles(envelope.type)) await consumer.consume(envelope);
}

const moved = (to: OrderDoc['status'], undo = false) =>
  happened('order.moved', { from: 'pending', to, undo, reason: null, order: ref() });
const messagesOf = async (userId: string) =>
  (await notifications.list(userId, 100)).items.map(({ title, message }) => `${title}. ${message}`);

test('notifies a customer of each step, newest first, with local times', async () => {
  await consume(
    moved('confirmed'),
    moved('preparing'),
    moved('ready'),
    moved('out_for_delivery'),
    moved('delivered'),
  );
  expect(await messagesOf(customerId)).toEqual([
    'Order 12 has arrived. Your order from Trattoria Aurora was delivered. Enjoy!',
    'Order 12 is on its way. Your order from Trattoria Aurora has left the restaurant.',
    'Order 12 is accepted. Trattoria Aurora has accepted your order. It arrives by 19:55.',
  ]);
});

test('one unread message notifies every side that has not read it, each once', async () => {
  const orderId = uuidv7();
  const unread = happened(
    'chat.unread',
    { orderId, restaurantId: 'aurora', customerId, courierId, from: 'customer', sides: ['staff', 'courier'] },
    'chat message',
  );
  const staff = (await messagesOf('aurora-owner')).length;
  await consume(unread, unread);
  expect(await messagesOf(courierId)).toEqual([
    'New message about order 12. The customer has written to you.',
  ]);
  expect(await messagesOf('aurora-owner')).toHaveLength(staff + 1);
});

test('notifies a pickup customer when the order is ready, but not when it was picked up', async () => {
  fulfilment = 'pickup';
  await consume(moved('confirmed'), moved('ready'), moved('delivered'));
  expect(await messagesOf(customerId)).toEqual([
    'Order 12 is ready. Your order can be picked up at Trattoria Aurora.',
    'Order 12 is accepted. Trattoria Aurora has accepted your order. It is ready at 19:30.',
  ]);
});

test('an undo and a placed order create no notification', async () => {
  await consume(moved('confirmed', true));
  expect(await messagesOf(customerId)).toEqual([]);
  const consumers = domain.get(DurableConsumers).list.filter(({ name }) => name !== recorder);
  expect(consumers.some((consumer) => consumer.handles('order.placed'))).toBe(false);
});

test('a cancellation notifies the other side, and the courier', async () => {
  const cancelled = (by: 'staff' | 'customer', courier: string | null, restaurantId: string) =>
    happened('order.cancelled', {
      from: 'pending',
      reason: 'No more dough',
      by,
      order: ref(courier, restaurantId),
    });
  await consume(cancelled('staff', courierId, 'one'), cancelled('customer', null, 'two'));
  expect(await messagesOf(customerId)).toEqual([
    'Order 12 was cancelled. Trattoria Aurora cancelled your order: No more dough',
  ]);
  expect(await messagesOf(courierId)).toEqual([
    'Order 12 was cancelled. The delivery is no longer needed: No more dough',
  ]);
  expect(await messagesOf('one-owner')).toEqual([]);
  expect(await messagesOf('two-owner')).toEqual([
    'Order 12 was cancelled. The customer cancelled the order: No more dough',
  ]);
  expect(await messagesOf('two-kitchen')).toHaveLength(1);
});

test('assigning a courier notifies the customer, the courier (without the customer address) and the previous courier', async () => {
  const before = uuidv7();
  await consume(
    happened('order.courier_assigned', {
      courier: { id: courierId, name: 'Marco', phone: null },
      previous: before,
      pickupAddress: 'Via Roma 1',
      deliveryAddress: 'Via Milano 2',
      deliverAt: null,
      order: ref(courierId),
    }),
  );
  expect(await messagesOf(customerId)).toEqual([
    'Marco delivers order 12. Marco will deliver your order from Trattoria Aurora.',
  ]);
  expect(await messagesOf(courierId)).toEqual([
    'Order 12 is assigned to you. Pick it up at Trattoria Aurora, Via Roma 1.',
  ]);
  expect(await messagesOf(before)).toEqual([
    'Order 12 is no longer assigned to you. Another courier delivers it.',
  ]);
});

test('notifies staff of failed payments', async () => {
  await consume(
    happened(
      'payment.failed',
      {
        orderId: 'order-1',
        restaurantId: 'three',
        customerId,
        amount: 100,
        currency: 'EUR',
        method: 'card',
        reason: 'The card was declined',
      },
      'payment',
    ),
  );
  expect(await messagesOf('three-kitchen')).toEqual([
    'Order 12 is not paid. The card payment failed: The card was declined',
  ]);
});

test('an event delivered twice, also in parallel, creates one notification and one event', async () => {
  const event = moved('out_for_delivery');
  await Promise.all([consume(event), consume(event)]);
  await consume(event);
  expect(await messagesOf(customerId)).toHaveLength(1);
  const created = (await domain.events()).filter(
    ({ type, data }) => type === 'notification.created' && (data as { userId: string }).userId === customerId,
  );
  expect(created).toHaveLength(1);
  expect(created[0]?.data).toEqual({
    userId: customerId,
    type: 'order_on_the_way',
    title: 'Order 12 is on its way',
    message: 'Your order from Trattoria Aurora has left the restaurant.',
    params: { number: '12', restaurantName: 'Trattoria Aurora' },
    orderId: 'order-1',
  });
});

test('pages, unread count, reading one and reading all work for own notifications only', async () => {
  for (let i = 0; i < 5; i += 1) await consume(moved('out_for_delivery'));
  const first = await notifications.list(customerId, 2);
  const second = await notifications.list(customerId, 3, first.nextCursor!);
  expect([first.items.length, second.items.length, second.nextCursor]).toEqual([2, 3, null]);
  expect(new Set([...first.items, ...second.items].map(({ id }) => id)).size).toBe(5);
  expect(first.unreadCount).toBe(5);

  const { id } = first.items[0]!;
  const read = await notifications.read(caller(customerId), id);
  expect(read.readAt).not.toBeNull();
  await expect(notifications.read(caller(customerId), id)).resolves.toEqual(read);
  await expect(notifications.read(caller(courierId), id)).rejects.toThrow('was not found');
  expect((await notifications.list(customerId, 1)).unreadCount).toBe(4);

  await notifications.readAll(caller(customerId));
  const after = await notifications.list(customerId, 5);
  expect(after.unreadCount).toBe(0);
  expect(after.items.every(({ readAt }) => readAt !== null)).toBe(true);
  expect(after.items[0]).toEqual(read);

  // One event for the single notification, and one for all the rest; read ones get no further event.
  await notifications.readAll(caller(customerId));
  const readEvents = (await domain.events()).filter(
    ({ type, data }) => type === 'notification.read' && (data as { userId: string }).userId === customerId,
  );
  expect(readEvents.map(({ aggregate, data }) => ({ id: aggregate.id, ...(data as object) }))).toEqual([
    { id, userId: customerId, andOlder: false, readAt: new Date(read.readAt!) },
    { id: first.items[1]!.id, userId: customerId, andOlder: true, readAt: expect.any(Date) },
  ]);
});
