import { computed, signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { unseenAlert } from '@passline/contracts/browser';
import type { AnyLiveEvent, Resync } from '@passline/realtime-client';
import { Subject } from 'rxjs';
import { owner, session } from '../../../testing/demo-objects.ts';
import { live, order } from '../../../testing/orders.ts';
import { TestServer } from '@passline/web/testing/test-server.ts';
import { storedSessionOf } from '@passline/web/auth/stored-session.ts';
import { consoleSession } from '../../core/auth/console-session.ts';
import { Realtime } from '../../core/realtime/realtime.ts';
import type { OfflineBoard } from '../../core/offline/offline-snapshot.ts';
import { OfflineSnapshotReader } from '../../core/offline/offline-snapshot-reader.ts';
import { OrdersStore } from './orders-store.ts';

/** The frame in which the store applies events, and the next one. */
const frame = () =>
  new Promise<void>((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())));
const firstPage = { query: { status: 'open', limit: 100 } } as const;
const o1 = { params: { id: 'o1' } };
const earlier = signal<OfflineBoard | undefined>(undefined);
const staleSince = signal<Date | undefined>(undefined);
const cut = computed(() => staleSince() !== undefined);
let server: TestServer;

const begin = (user = owner) => {
  consoleSession.write(storedSessionOf(session({ user })));
  const all$ = new Subject<AnyLiveEvent>();
  const resync$ = new Subject<readonly Resync[]>();
  TestBed.configureTestingModule({
    providers: [
      OrdersStore,
      { provide: OfflineSnapshotReader, useValue: { board: earlier } },
      { provide: Realtime, useValue: { client: { all$, resync$ }, cut, staleSince } },
    ],
  });
  server = new TestServer();
  const store = TestBed.inject(OrdersStore);
  return {
    store,
    all$,
    resync: () => resync$.next([{ stream: 'restaurant:aurora', cause: 'baseline' } as Resync]),
  };
};
const loaded = async (...items: ReturnType<typeof order>[]) => {
  const it = begin();
  it.resync();
  await server.answer('listOrders', firstPage, { items, nextCursor: null });
  return it;
};
const cancelledAt = (version: number) =>
  live('order:cancelled', {
    orderId: 'o1',
    orderNumber: '1',
    reason: 'Gone',
    code: 'other',
    by: 'customer',
    version,
  });

afterEach(async () => {
  await server.verify();
  localStorage.clear();
  earlier.set(undefined);
  staleSince.set(undefined);
});

it('loads all pages when the line asks for it, and not before', async () => {
  const { store, resync } = begin();
  resync();
  await server.answer('listOrders', firstPage, { items: [order()], nextCursor: 'n' });
  const secondPage = { query: { ...firstPage.query, cursor: 'n' } };
  await server.answer('listOrders', secondPage, { items: [order({ id: 'o2' })], nextCursor: null });
  expect(store.loaded()).toBe(true);
  expect(store.open().map(({ id }) => id)).toEqual(['o1', 'o2']);
});

it('asks for the orders while no line tells of them, and says when they last came', async () => {
  const { store } = begin();
  const asked = async () => {
    TestBed.tick();
    await frame();
    return server.all('listOrders', firstPage);
  };
  expect(await asked()).toEqual([]);
  staleSince.set(new Date(Date.now() - 60_000));
  const [first, ...more] = await asked();
  expect(more).toEqual([]);
  await first?.answer({ items: [order()], nextCursor: null });
  expect(store.open().map(({ id }) => id)).toEqual(['o1']);
  expect(store.askedAt()?.getTime()).toBeGreaterThan(Date.now() - 60_000);

  // Disconnected again without new data.
  staleSince.set(new Date(Date.now() + 60_000));
  expect(store.askedAt()).toBeUndefined();
  staleSince.set(undefined);
  expect(await asked()).toEqual([]);
  expect(store.askedAt()).toBeUndefined();
});

it('shows an act before the answer, and the answer then', async () => {
  const { store } = await loaded(order({ status: 'confirmed' }));
  const done = store.move(store.order('o1')!, 'preparing');
  expect(store.order('o1')?.status).toBe('preparing');
  await server.answer(
    'moveOrder',
    o1,
    order({
      status: 'preparing',
      version: 2,
      promise: { readyAt: '2030-01-01T12:20:00.000Z', deliverAt: null, delayedFrom: null },
    }),
  );
  await done;
  expect(store.order('o1')).toMatchObject({ status: 'preparing', version: 2, promise: { deliverAt: null } });
});

it('keeps an event that came while an act was open, when that is refused', async () => {
  const { store, all$ } = await loaded(order({ status: 'confirmed' }));
  const refused = expect(store.move(store.order('o1')!, 'preparing')).rejects.toMatchObject({ status: 422 });
  all$.next(cancelledAt(2));
  await frame();
  expect(store.order('o1')?.status).toBe('cancelled');
  await server.answer('moveOrder', o1, null, 422);
  await frame();
  await server.answer('getOrder', o1, order({ status: 'cancelled', version: 2 }));
  await refused;
  expect(store.order('o1')?.status).toBe('cancelled');
});

describe('what is done to one order in quick succession', () => {
  it('is shown at once and sent in turn, and is not overtaken by itself', async () => {
    const { store } = await loaded(order({ version: 4 }));
    const done = [store.acknowledge(store.order('o1')!), store.promise(store.order('o1')!, 15)];
    expect(store.order('o1')?.status).toBe('confirmed');
    await server.expectNone('promiseOrder', o1);
    await server.answer('acknowledgeOrder', o1, order({ version: 5 }));
    await frame();
    const sent = await server.expectOne('promiseOrder', o1);
    expect(sent.body).toEqual({ readyInMinutes: 15, expectedVersion: 5 });
    await sent.answer(order({ status: 'confirmed', version: 6 }));
    await Promise.all(done);
    expect(store.order('o1')).toMatchObject({ status: 'confirmed', version: 6 });
  });

  it.each([
    { by: 'the server itself', first: owner.id, expectedVersion: 6 },
    { by: 'another user', first: 'someone else', expectedVersion: 4 },
  ])('counts a version made meanwhile by $by as $expectedVersion', async ({ first, expectedVersion }) => {
    const { store } = await loaded(order({ version: 4 }));
    const promise = () => store.promise(store.order('o1')!, 15);
    const done = [store.acknowledge(store.order('o1')!), promise()];
    const acknowledgedBy = { id: first, name: 'First' };
    await server.answer(
      'acknowledgeOrder',
      o1,
      order({ version: 6, alert: { ...unseenAlert, acknowledgedBy } }),
    );
    await frame();
    const sent = await server.expectOne('promiseOrder', o1);
    expect(sent.body).toMatchObject({ expectedVersion });
    await sent.answer(order({ version: 7 }));
    await Promise.all(done);
  });

  it('goes on after one that was refused', async () => {
    const { store } = await loaded(order({ status: 'confirmed' }));
    const refused = expect(store.move(store.order('o1')!, 'preparing')).rejects.toMatchObject({
      status: 422,
    });
    const cancelled = store.cancel(store.order('o1')!, { code: 'other', reason: 'Gone' });
    await server.answer('moveOrder', o1, null, 422);
    await frame();
    await server.answer('getOrder', o1, order({ status: 'confirmed' }));
    await refused;
    await server.answer('cancelOrder', o1, order({ status: 'cancelled', version: 2 }));
    await cancelled;
    expect(store.order('o1')?.status).toBe('cancelled');
  });
});

it('fetches an order once, however often it is heard of with a gap', async () => {
  const { store, all$ } = await loaded(order());
  all$.next(cancelledAt(5));
  all$.next(cancelledAt(7));
  await frame();
  await server.answer('getOrder', o1, order({ status: 'cancelled', version: 7 }));
  expect(store.order('o1')).toMatchObject({ version: 7 });
  expect(store.outlines().size).toBe(0);
});

it('shows a board from earlier until the server has spoken, and lets nothing be done with it', async () => {
  earlier.set({ asOf: 0, restaurants: {}, orders: [order({ id: 'old' })] });
  const { store, resync } = begin();
  expect(store.open().map(({ id }) => id)).toEqual(['old']);
  await expect(store.acknowledge(store.order('old')!)).rejects.toMatchObject({ status: 0 });
  expect(store.order('old')?.alert.acknowledgedAt).toBeNull();

  resync();
  await server.answer('listOrders', firstPage, { items: [order({ id: 'new' })], nextCursor: null });
  expect(store.kept()).toBeUndefined();
  expect(store.open().map(({ id }) => id)).toEqual(['new']);
});

it('has the orders of every restaurant of the account, and none of one whose membership has ended', async () => {
  const [aurora] = owner.memberships;
  const sakura = { restaurantId: 'sakura', role: 'kitchen' as const };
  const { store, resync } = begin({ ...owner, memberships: [aurora!, sakura] });
  resync();
  const items = [order(), order({ id: 'o2', restaurantId: 'sakura' })];
  await server.answer('listOrders', firstPage, { items, nextCursor: null });
  expect(store.open().map(({ id }) => id)).toEqual(['o1', 'o2']);
  consoleSession.write(storedSessionOf(session()));
  window.dispatchEvent(new StorageEvent('storage', { key: consoleSession.key }));
  expect(store.open().map(({ id }) => id)).toEqual(['o1']);
  expect(store.order('o2')).toBeUndefined();
  // Nothing is kept of it: a membership that begins again reads its orders anew.
  TestBed.tick();
  consoleSession.write(storedSessionOf(session({ user: { ...owner, memberships: [aurora!, sakura] } })));
  window.dispatchEvent(new StorageEvent('storage', { key: consoleSession.key }));
  expect(store.order('o2')).toBeUndefined();
});
