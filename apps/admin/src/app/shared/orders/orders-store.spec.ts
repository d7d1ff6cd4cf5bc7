import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { computed, signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import type { AnyLiveEvent, Resync } from '@passline/realtime-client';
import { Subject } from 'rxjs';
import { session } from '../../../testing/facts.ts';
import { live, order } from '../../../testing/orders.ts';
import { storedSessionOf, writeStoredSession } from '../../core/auth/stored-session.ts';
import { Realtime } from '../../core/realtime/realtime.ts';
import type { OfflineBoard } from '../../core/offline/offline-snapshot.ts';
import { OfflineSnapshotReader } from '../../core/offline/offline-snapshot-reader.ts';
import { OrdersStore } from './orders-store.ts';

/** The frame in which the store applies events, and the next one. */
const frame = () =>
  new Promise<void>((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())));
const snapshotUrl = '/api/v1/orders?status=open&limit=100';
const earlier = signal<OfflineBoard | undefined>(undefined);
const staleSince = signal<Date | undefined>(undefined);
const cut = computed(() => staleSince() !== undefined);
let server: HttpTestingController;

const begin = () => {
  writeStoredSession(storedSessionOf(session()));
  const all$ = new Subject<AnyLiveEvent>();
  const resync$ = new Subject<readonly Resync[]>();
  TestBed.configureTestingModule({
    providers: [
      provideHttpClient(),
      provideHttpClientTesting(),
      OrdersStore,
      { provide: OfflineSnapshotReader, useValue: { board: earlier } },
      { provide: Realtime, useValue: { client: { all$, resync$ }, cut, staleSince } },
    ],
  });
  const store = TestBed.inject(OrdersStore);
  server = TestBed.inject(HttpTestingController);
  return {
    store,
    all$,
    resync: () => resync$.next([{ stream: 'restaurant:aurora', cause: 'baseline' } as Resync]),
  };
};
const loaded = (...items: ReturnType<typeof order>[]) => {
  const it = begin();
  it.resync();
  server.expectOne(snapshotUrl).flush({ items, nextCursor: null });
  return it;
};
const cancelledAt = (version: number) =>
  live('order:cancelled', { orderId: 'o1', orderNumber: '1', reason: 'Gone', by: 'customer', version });

afterEach(() => {
  server.verify();
  localStorage.clear();
  earlier.set(undefined);
  staleSince.set(undefined);
});

it('loads all pages when the line asks for it, and not before', () => {
  const { store, resync } = begin();
  resync();
  server.expectOne(snapshotUrl).flush({ items: [order()], nextCursor: 'n' });
  server.expectOne(`${snapshotUrl}&cursor=n`).flush({ items: [order({ id: 'o2' })], nextCursor: null });
  expect(store.loaded()).toBe(true);
  expect(store.open().map(({ id }) => id)).toEqual(['o1', 'o2']);
});

it('asks for the orders while no line tells of them, and says when they last came', async () => {
  const { store } = begin();
  const asked = async () => {
    TestBed.tick();
    await frame();
    return server.match(snapshotUrl);
  };
  expect(await asked()).toEqual([]);
  staleSince.set(new Date(Date.now() - 60_000));
  const [first, ...more] = await asked();
  expect(more).toEqual([]);
  first?.flush({ items: [order()], nextCursor: null });
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
  const { store } = loaded(order({ status: 'confirmed' }));
  const done = store.move(store.order('o1')!, 'preparing');
  expect(store.order('o1')?.status).toBe('preparing');
  server.expectOne('/api/v1/orders/o1/status').flush(
    order({
      status: 'preparing',
      version: 2,
      promise: { readyAt: '2030-01-01T12:20:00.000Z', deliverAt: null },
    }),
  );
  await done;
  expect(store.order('o1')).toMatchObject({ status: 'preparing', version: 2, promise: { deliverAt: null } });
});

it('keeps an event that came while an act was open, when that is refused', async () => {
  const { store, all$ } = loaded(order({ status: 'confirmed' }));
  const refused = expect(store.move(store.order('o1')!, 'preparing')).rejects.toMatchObject({ status: 422 });
  all$.next(cancelledAt(2));
  await frame();
  expect(store.order('o1')?.status).toBe('cancelled');
  server.expectOne('/api/v1/orders/o1/status').flush(null, { status: 422, statusText: '' });
  await frame();
  server.expectOne('/api/v1/orders/o1').flush(order({ status: 'cancelled', version: 2 }));
  await refused;
  expect(store.order('o1')?.status).toBe('cancelled');
});

describe('what is done to one order in quick succession', () => {
  const acknowledge = '/api/v1/orders/o1/acknowledge';
  const promise = '/api/v1/orders/o1/promise';

  it('is shown at once and sent in turn, and is not overtaken by itself', async () => {
    const { store } = loaded(order({ version: 4 }));
    const done = [store.acknowledge(store.order('o1')!), store.promise(store.order('o1')!, 15)];
    expect(store.order('o1')?.status).toBe('confirmed');
    server.expectNone(promise);
    server.expectOne(acknowledge).flush(order({ version: 5 }));
    await frame();
    const sent = server.expectOne(promise);
    expect(sent.request.body).toEqual({ readyInMinutes: 15, expectedVersion: 5 });
    sent.flush(order({ status: 'confirmed', version: 6 }));
    await Promise.all(done);
    expect(store.order('o1')).toMatchObject({ status: 'confirmed', version: 6 });
  });

  it('does not count versions of other users as known', async () => {
    const { store } = loaded(order({ version: 4 }));
    const done = [store.acknowledge(store.order('o1')!), store.promise(store.order('o1')!, 15)];
    server.expectOne(acknowledge).flush(order({ version: 6 }));
    await frame();
    const sent = server.expectOne(promise);
    expect(sent.request.body).toMatchObject({ expectedVersion: 4 });
    sent.flush(order({ version: 7 }));
    await Promise.all(done);
  });

  it('goes on after one that was refused', async () => {
    const { store } = loaded(order({ status: 'confirmed' }));
    const refused = expect(store.move(store.order('o1')!, 'preparing')).rejects.toMatchObject({
      status: 422,
    });
    const cancelled = store.cancel(store.order('o1')!, 'Gone');
    server.expectOne('/api/v1/orders/o1/status').flush(null, { status: 422, statusText: '' });
    await frame();
    server.expectOne('/api/v1/orders/o1').flush(order({ status: 'confirmed' }));
    await refused;
    server.expectOne('/api/v1/orders/o1/cancel').flush(order({ status: 'cancelled', version: 2 }));
    await cancelled;
    expect(store.order('o1')?.status).toBe('cancelled');
  });
});

it('fetches an order once, however often it is heard of with a gap', async () => {
  const { store, all$ } = loaded(order());
  all$.next(cancelledAt(5));
  all$.next(cancelledAt(7));
  await frame();
  server.expectOne('/api/v1/orders/o1').flush(order({ status: 'cancelled', version: 7 }));
  expect(store.order('o1')).toMatchObject({ version: 7 });
  expect(store.outlines().size).toBe(0);
});

it('shows a board from earlier until the server has spoken, and lets nothing be done with it', async () => {
  earlier.set({ asOf: 0, restaurantName: 'Aurora', orders: [order({ id: 'old' })] });
  const { store, resync } = begin();
  expect(store.open().map(({ id }) => id)).toEqual(['old']);
  await expect(store.acknowledge(store.order('old')!)).rejects.toMatchObject({ status: 0 });
  expect(store.order('old')?.alert.acknowledgedAt).toBeNull();

  resync();
  server.expectOne(snapshotUrl).flush({ items: [order({ id: 'new' })], nextCursor: null });
  expect(store.kept()).toBeUndefined();
  expect(store.open().map(({ id }) => id)).toEqual(['new']);
});
