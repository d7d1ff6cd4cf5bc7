import { jest } from '@jest/globals';
import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { aurora, session } from '../../../testing/facts.ts';
import { testLine } from '../../../testing/line.ts';
import { live } from '../../../testing/orders.ts';
import { defaultAgeing } from '@passline/contracts/browser';
import { storedSessionOf, writeStoredSession } from '../../core/auth/stored-session.ts';
import { RestaurantStore } from './restaurant-store.ts';

const settle = () => new Promise<void>((done) => setTimeout(done));
const ageing = { ...defaultAgeing, dueBefore: 8 };
const busy = { isOpen: true, busyMinutes: 20, until: '2099-01-01T12:00:00.000Z' };

const settingsUrl = '/api/v1/restaurants/aurora/settings';
let server: HttpTestingController;
let line: ReturnType<typeof testLine>;

const begin = async () => {
  writeStoredSession(storedSessionOf(session()));
  line = testLine();
  TestBed.configureTestingModule({
    providers: [provideHttpClient(), provideHttpClientTesting(), RestaurantStore, line.provider],
  });
  const store = TestBed.inject(RestaurantStore);
  server = TestBed.inject(HttpTestingController);
  server.expectOne('/api/v1/restaurants/aurora').flush(aurora);
  server.expectOne(settingsUrl).flush({ ageing });
  await settle();
  return store;
};

afterEach(() => {
  server.verify();
  localStorage.clear();
});

it('shows a change before the server has answered, and the answer then', async () => {
  const store = await begin();
  const done = store.changeStatus(busy);
  expect(store.restaurant()).toMatchObject(busy);
  expect(store.saving()).toBe(true);
  server
    .expectOne('/api/v1/restaurants/aurora/status')
    .flush({ ...aurora, ...busy, busyMinutes: 25, version: 4 });
  await done;
  expect(store.restaurant()).toMatchObject({ busyMinutes: 25, version: 4 });
  expect(store.saving()).toBe(false);
});

it('goes back to what is true when the server refuses', async () => {
  const store = await begin();
  const refused = expect(store.changeStatus({ isOpen: false })).rejects.toMatchObject({ status: 500 });
  expect(store.restaurant()?.isOpen).toBe(false);
  server.expectOne('/api/v1/restaurants/aurora/status').flush(null, { status: 500, statusText: '' });
  await refused;
  expect(store.restaurant()).toEqual(aurora);
});

it('is not set back by an answer that was overtaken', async () => {
  const store = await begin();
  const loaded = store.load();
  server.expectOne('/api/v1/restaurants/aurora').flush({ ...aurora, version: 2, isOpen: false });
  await loaded;
  expect(store.restaurant()).toEqual(aurora);
});

it('keeps showing what it knows when a later look fails, and says why', async () => {
  const store = await begin();
  const loaded = store.load();
  server.expectOne('/api/v1/restaurants/aurora').flush(null, { status: 503, statusText: '' });
  await loaded;
  expect(store.restaurant()).toEqual(aurora);
  expect(store.failure()).toMatchObject({ status: 503 });
});

const told = (over = {}) =>
  live('business:status:update', {
    restaurantId: 'aurora',
    businessName: 'Trattoria Aurora',
    ...busy,
    message: null,
    ...over,
  });

it('closes when another screen closes, and looks again in case more was changed', async () => {
  jest.useFakeTimers();
  try {
    const beginning = begin();
    await jest.advanceTimersByTimeAsync(0);
    const store = await beginning;
    line.say(told({ isOpen: false, busyMinutes: 0 }));
    expect(store.restaurant()).toMatchObject({ isOpen: false });
    line.say(told({ restaurantId: 'sakura', isOpen: true }));
    expect(store.restaurant()).toMatchObject({ isOpen: false });
    await jest.advanceTimersByTimeAsync(200);
    server.expectOne('/api/v1/restaurants/aurora').flush({ ...aurora, isOpen: false, version: 4 });
  } finally {
    jest.useRealTimers();
  }
});

it('lets tickets age by what the owner has just set', async () => {
  jest.useFakeTimers();
  try {
    const beginning = begin();
    await jest.advanceTimersByTimeAsync(0);
    const store = await beginning;
    expect(store.ageing()).toEqual(ageing);
    line.say(live('restaurant:update', { restaurantId: 'aurora', fields: ['ageing'] }));
    await jest.advanceTimersByTimeAsync(200);
    server.expectOne('/api/v1/restaurants/aurora').flush(aurora);
    server.expectOne(settingsUrl).flush({ ageing: defaultAgeing });
    await jest.advanceTimersByTimeAsync(0);
    expect(store.ageing()).toEqual(defaultAgeing);
  } finally {
    jest.useRealTimers();
  }
});
