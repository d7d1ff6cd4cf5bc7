import { RELAY_GRACE_MS, type DomainEvents, type EventEnvelope, type EventName } from '@passline/event-log';
import { v7 as uuidv7 } from 'uuid';
import { DurableConsumers } from '../../infrastructure/events/durable-consumers.ts';
import { type Domain } from '../../testing/start-domain.ts';
import { startNotifications } from '../../testing/start-notifications.ts';
import { someone } from '../../testing/town.ts';
import { NotificationsService } from './notifications.service.ts';
import { pauseMs } from './waiting-orders.repository.ts';

const teamOf = (restaurantId: string) => Array.from({ length: 30 }, (_, n) => `${restaurantId}-staff-${n}`);

let domain: Domain;
let notifications: NotificationsService;
let restaurantId: string;

beforeAll(async () => {
  domain = await startNotifications({ find: async () => null }, { of: async (id: string) => teamOf(id) });
  notifications = domain.get(NotificationsService);
});
afterAll(() => domain.close());
beforeEach(() => {
  restaurantId = uuidv7();
});

function happened<T extends EventName>(type: T, id: string, data: DomainEvents[T]): EventEnvelope {
  const aggregate = { kind: 'order', id, version: 2 };
  return { id: uuidv7(), type, at: new Date(), actor: null, aggregate, data };
}
const ref = (number: string) => ({
  number,
  restaurantId,
  restaurantName: 'Trattoria Aurora',
  customerId: 'c1',
  courierId: null,
  now: { fulfilment: 'pickup' as const, timeZone: 'UTC', promise: null, escalated: true },
});
const waits = (number: string, cause: 'not_received' | 'not_answered' = 'not_answered') =>
  happened('order.unanswered', `order-${number}`, { cause, since: new Date(), order: ref(number) });
const answered = (number: string) =>
  happened('order.acknowledged', `order-${number}`, { by: { id: 'p1', name: 'Anna' }, order: ref(number) });
const cancelled = (number: string) =>
  happened('order.cancelled', `order-${number}`, {
    from: 'pending',
    reason: 'The restaurant did not answer in time',
    by: 'system',
    order: ref(number),
  });

const consume = (envelope: EventEnvelope) =>
  Promise.all(
    domain
      .get(DurableConsumers)
      .list.filter((consumer) => consumer.handles(envelope.type))
      .map((consumer) => consumer.consume(envelope)),
  );
const consumeAll = async (...envelopes: EventEnvelope[]) => {
  for (const envelope of envelopes) await consume(envelope);
};
const listOf = (member = 0) => notifications.list(teamOf(restaurantId)[member] ?? '', 10);
const publishedFor = async () =>
  (await domain.events()).filter(
    ({ type, data }) =>
      type.startsWith('notification.') &&
      [(data as { userId: string | string[] }).userId].flat()[0]?.startsWith(restaurantId),
  );

test('all orders that wait at a restaurant share one notification of the whole team', async () => {
  await consumeAll(waits('1', 'not_received'), waits('2', 'not_received'));
  expect((await listOf()).items).toMatchObject([
    {
      title: '2 orders are waiting',
      message: 'No screen of the restaurant has received them. Check that one is switched on and online.',
      type: 'order_not_received',
      params: { count: 2, numbers: '1, 2', more: 0, screens: null },
      orderId: 'order-1',
    },
  ]);
  await consumeAll(waits('1'), waits('3'));
  for (const member of [0, 29]) {
    const { items, unreadCount } = await listOf(member);
    expect([items.length, unreadCount, items[0]?.title]).toEqual([1, 1, '3 orders are waiting']);
    expect(items[0]?.message).toContain('They have not been answered yet: 1, 2, 3.');
  }
  // One event per change for all 30 members.
  expect((await publishedFor()).map(({ data }) => (data as { userId: string[] }).userId.length)).toEqual([
    30, 30, 30, 30,
  ]);
});

test('orders that escalate together are written together', async () => {
  await Promise.all(Array.from({ length: 50 }, (_, n) => consume(waits(String(n)))));
  const { items } = await listOf();
  expect(items).toMatchObject([{ title: '50 orders are waiting', params: { count: 50, more: 45 } }]);
  expect((await publishedFor()).length).toBeLessThanOrEqual(3);
});

test('it ends, read for everyone, when the last order is answered or cancelled', async () => {
  await consumeAll(waits('1'), waits('2'), answered('1'));
  expect((await listOf()).items[0]).toMatchObject({
    title: 'Order 2 is waiting',
    params: { count: 1, numbers: '2', more: 0 },
    orderId: 'order-2',
    readAt: null,
  });
  await consumeAll(cancelled('2'));
  const { items, unreadCount } = await listOf(7);
  expect([items.length, unreadCount]).toEqual([1, 0]);
  expect(items[0]?.readAt).not.toBeNull();
  const events = await publishedFor();
  expect(events.at(-1)).toMatchObject({
    type: 'notification.read',
    aggregate: { id: items[0]?.id },
    data: { userId: teamOf(restaurantId), andOlder: false },
  });
  // The next one that waits is another matter.
  await consumeAll(waits('3'));
  expect((await listOf()).items.map(({ readAt }) => readAt === null)).toEqual([true, false]);
});

test('events that arrive twice or late change nothing', async () => {
  const first = waits('1');
  await Promise.all([consume(first), consume(first)]);
  await consumeAll(first, answered('1'));
  const ended = await listOf();
  await consumeAll(first);
  expect(await listOf()).toEqual(ended);
  await consumeAll(answered('1'), answered('9'));
  expect(await listOf()).toEqual(ended);
});

test('each member reads for themselves, and it is unread again when it grows', async () => {
  const [reader = '', other = ''] = teamOf(restaurantId);
  await consumeAll(waits('1'));
  const [{ id } = { id: '' }] = (await listOf()).items;
  const caller = someone('kitchen', restaurantId, reader);
  const read = await notifications.read(caller, id);
  expect(read.readAt).not.toBeNull();
  expect(await notifications.read(caller, id)).toEqual(read);
  expect([(await listOf(0)).unreadCount, (await listOf(1)).unreadCount]).toEqual([0, 1]);
  await notifications.readAll(someone('kitchen', restaurantId, other));
  expect((await listOf(1)).unreadCount).toBe(0);
  expect((await listOf(2)).unreadCount).toBe(1);
  await expect(notifications.read(someone('kitchen', restaurantId, 'stranger'), id)).rejects.toThrow(
    'was not found',
  );
  await consumeAll(waits('2'));
  expect(
    (await Promise.all([0, 1, 2].map((member) => listOf(member)))).map((page) => page.unreadCount),
  ).toEqual([1, 1, 1]);
});

test('a long list is written less often, but before a sweep takes its events for abandoned', () => {
  expect([1, 250, 1_000, 10_000].map(pauseMs)).toEqual([500, 500, 2_000, 3_000]);
  expect(pauseMs(10_000)).toBeLessThan(RELAY_GRACE_MS);
});
