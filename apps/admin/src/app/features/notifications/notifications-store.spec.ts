import { TestBed } from '@angular/core/testing';
import { jest } from '@jest/globals';
import type { Notification } from '@passline/contracts';
import { session } from '../../../testing/demo-objects.ts';
import { testLine } from '../../../testing/test-realtime.ts';
import { live } from '../../../testing/orders.ts';
import { TestServer } from '@passline/web/testing/test-server.ts';
import { storedSessionOf } from '@passline/web/auth/stored-session.ts';
import { consoleSession } from '../../core/auth/console-session.ts';
import { NotificationsStore } from './notifications-store.ts';

const firstPage = { query: { limit: 50 } };
const it1: Notification = {
  id: 'n1',
  title: 'Order 7 waits',
  message: '',
  type: 'order_not_answered',
  orderId: 'o7',
  params: null,
  readAt: null,
  createdAt: '2030-01-01T12:00:00.000Z',
};
const told = (id: string) => live('notification:new', { ...it1, id });
let server: TestServer;
let line: ReturnType<typeof testLine>;

const begin = async (items: Notification[] = [it1], nextCursor: string | null = null) => {
  consoleSession.write(storedSessionOf(session()));
  line = testLine();
  TestBed.configureTestingModule({
    providers: [NotificationsStore, line.provider],
  });
  server = new TestServer();
  const store = TestBed.inject(NotificationsStore);
  const unreadCount = items.filter(({ readAt }) => !readAt).length;
  await server.answer('listNotifications', firstPage, { items, nextCursor, unreadCount });
  return store;
};
const ids = (store: NotificationsStore) => store.book()!.items.map(({ id }) => id);

afterEach(async () => {
  jest.useRealTimers();
  await server.verify();
  localStorage.clear();
});

it('counts each notification once, even if its event repeats', async () => {
  const store = await begin();
  line.say(told('n2'));
  line.say(told('n2'));
  line.say(told('n1'));
  expect(ids(store)).toEqual(['n2', 'n1']);
  expect(store.unread()).toBe(2);
});

it('keeps what arrived before the answer to its request, which may be older', async () => {
  const loading = begin();
  line.say(told('n2'));
  line.say(live('notification:new', { ...it1, title: '2 orders are waiting' }));
  const store = await loading;
  expect(store.book()!.items.map(({ id, title }) => [id, title])).toEqual([
    ['n2', 'Order 7 waits'],
    ['n1', '2 orders are waiting'],
  ]);
  expect(store.unread()).toBe(2);
});

it('shows the new text of one that has grown, and counts it as unread again', async () => {
  const store = await begin([{ ...it1, readAt: '2030-01-01T12:01:00.000Z' }]);
  line.say(live('notification:new', { ...it1, title: '2 orders are waiting' }));
  expect(store.book()!.items).toEqual([{ ...it1, title: '2 orders are waiting' }]);
  expect(store.unread()).toBe(1);
  line.say(live('notification:new', { ...it1, title: '3 orders are waiting' }));
  expect([ids(store), store.unread()]).toEqual([['n1'], 1]);
});

it('is read at once, and unread again when the server does not take it', async () => {
  const store = await begin();
  const refused = expect(store.read('n1')).rejects.toMatchObject({ status: 500 });
  expect(store.unread()).toBe(0);
  await server.answer('readNotification', { params: { id: 'n1' } }, null, 500);
  await refused;
  expect(store.unread()).toBe(1);
});

it('does not take for read what came while all was being read', async () => {
  const store = await begin();
  const done = store.readAll();
  await server.answer('readAllNotifications', {}, { unreadCount: 0 });
  await done;
  line.say(told('n2'));
  expect(store.unread()).toBe(1);
});

const readThere = (id: string, andOlder = false) =>
  live('notification:read', { id, andOlder, readAt: '2030-01-01T12:30:00.000Z' });

it('is read here when it is read on another screen, once', async () => {
  const store = await begin([{ ...it1, id: 'n2' }, it1]);
  line.say(readThere('n1'));
  line.say(readThere('n1'));
  expect(store.unread()).toBe(1);
  expect(store.book()!.items.map(({ readAt }) => readAt !== null)).toEqual([false, true]);
});

it('keeps what came after all was read on another screen', async () => {
  const store = await begin([{ ...it1, id: 'n2' }, it1]);
  line.say(told('n3'));
  line.say(readThere('n2', true));
  expect(store.unread()).toBe(1);
  expect(
    store
      .book()!
      .items.filter(({ readAt }) => readAt === null)
      .map(({ id }) => id),
  ).toEqual(['n3']);
});

it('asks how many are left when an older one was read elsewhere that is not listed here', async () => {
  const store = await begin([it1], 'c');
  jest.useFakeTimers();
  line.say(readThere('n0'));
  await jest.advanceTimersByTimeAsync(200);
  await server.answer('listNotifications', firstPage, { items: [it1], nextCursor: 'c', unreadCount: 1 });
  await jest.advanceTimersByTimeAsync(0);
  expect(store.unread()).toBe(1);
});

it('shows older ones when asked, without repeating what moved onto their page', async () => {
  const store = await begin([it1], 'c');
  const done = store.more('c');
  await server.answer(
    'listNotifications',
    { query: { limit: 50, cursor: 'c' } },
    { items: [it1, { ...it1, id: 'n0' }], nextCursor: null, unreadCount: 1 },
  );
  await done;
  expect(ids(store)).toEqual(['n1', 'n0']);
  expect(store.book()!.next).toBeNull();
});
