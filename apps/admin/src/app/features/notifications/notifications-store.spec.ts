import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { jest } from '@jest/globals';
import type { Notification } from '@passline/contracts';
import { session } from '../../../testing/facts.ts';
import { testLine } from '../../../testing/line.ts';
import { live } from '../../../testing/orders.ts';
import { storedSessionOf, writeStoredSession } from '../../core/auth/stored-session.ts';
import { NotificationsStore } from './notifications-store.ts';

const url = '/api/v1/notifications';
const it1: Notification = {
  id: 'n1',
  title: 'Order 7 waits',
  message: '',
  type: 'order_not_answered',
  orderId: 'o7',
  readAt: null,
  createdAt: '2030-01-01T12:00:00.000Z',
};
const told = (id: string) => live('notification:new', { ...it1, id });
let server: HttpTestingController;
let line: ReturnType<typeof testLine>;

const begin = async (items: Notification[] = [it1], nextCursor: string | null = null) => {
  writeStoredSession(storedSessionOf(session()));
  line = testLine();
  TestBed.configureTestingModule({
    providers: [provideHttpClient(), provideHttpClientTesting(), NotificationsStore, line.provider],
  });
  const store = TestBed.inject(NotificationsStore);
  server = TestBed.inject(HttpTestingController);
  server
    .expectOne(`${url}?limit=50`)
    .flush({ items, nextCursor, unreadCount: items.filter(({ readAt }) => !readAt).length });
  await new Promise<void>((done) => setTimeout(done));
  return store;
};
const ids = (store: NotificationsStore) => store.book()!.items.map(({ id }) => id);

afterEach(() => {
  jest.useRealTimers();
  server.verify();
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

it('is read at once, and unread again when the server does not take it', async () => {
  const store = await begin();
  const refused = expect(store.read('n1')).rejects.toMatchObject({ status: 500 });
  expect(store.unread()).toBe(0);
  server.expectOne(`${url}/n1/read`).flush(null, { status: 500, statusText: '' });
  await refused;
  expect(store.unread()).toBe(1);
});

it('does not take for read what came while all was being read', async () => {
  const store = await begin();
  const done = store.readAll();
  const asked = server.expectOne(`${url}/read-all`);
  asked.flush({ unreadCount: 0 });
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
  server.expectOne(`${url}?limit=50`).flush({ items: [it1], nextCursor: 'c', unreadCount: 1 });
  await jest.advanceTimersByTimeAsync(0);
  expect(store.unread()).toBe(1);
});

it('shows older ones when asked, without repeating what moved onto their page', async () => {
  const store = await begin([it1], 'c');
  const done = store.more('c');
  server
    .expectOne(`${url}?limit=50&cursor=c`)
    .flush({ items: [it1, { ...it1, id: 'n0' }], nextCursor: null, unreadCount: 1 });
  await done;
  expect(ids(store)).toEqual(['n1', 'n0']);
  expect(store.book()!.next).toBeNull();
});
