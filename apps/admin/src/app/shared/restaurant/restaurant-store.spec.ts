import { jest } from '@jest/globals';
import { TestBed } from '@angular/core/testing';
import { aurora, session } from '../../../testing/demo-objects.ts';
import { testLine } from '../../../testing/test-realtime.ts';
import { live } from '../../../testing/orders.ts';
import { TestServer } from '@passline/web/testing/test-server.ts';
import { defaultAgeing } from '@passline/contracts/browser';
import { storedSessionOf } from '@passline/web/auth/stored-session.ts';
import { consoleSession } from '../../core/auth/console-session.ts';
import { RestaurantStore } from './restaurant-store.ts';

const ageing = { ...defaultAgeing, dueBefore: 8 };
const oven = { id: 's1', name: 'Oven', categories: ['Pizza'], dishes: [] };
const kitchen = { stations: [], readyWhenDone: true };
const busy = { isOpen: true, busyMinutes: 20, until: '2099-01-01T12:00:00.000Z' };

const own = { params: { id: 'aurora' } };
let server: TestServer;
let line: ReturnType<typeof testLine>;

const begin = async () => {
  consoleSession.write(storedSessionOf(session()));
  line = testLine();
  TestBed.configureTestingModule({
    providers: [RestaurantStore, line.provider],
  });
  server = new TestServer();
  const store = TestBed.inject(RestaurantStore);
  await server.answer('getRestaurant', own, aurora);
  await server.answer('getSettings', own, { ageing, kitchen });
  return store;
};

afterEach(async () => {
  await server.verify();
  localStorage.clear();
});

it('shows a change before the server has answered, and the answer then', async () => {
  const store = await begin();
  const done = store.changeStatus(busy);
  expect(store.restaurant()).toMatchObject(busy);
  expect(store.saving()).toBe(true);
  await server.answer('changeStatus', own, { ...aurora, ...busy, busyMinutes: 25, version: 4 });
  await done;
  expect(store.restaurant()).toMatchObject({ busyMinutes: 25, version: 4 });
  expect(store.saving()).toBe(false);
});

it('goes back to what is true when the server refuses', async () => {
  const store = await begin();
  const refused = expect(store.changeStatus({ isOpen: false })).rejects.toMatchObject({ status: 500 });
  expect(store.restaurant()?.isOpen).toBe(false);
  await server.answer('changeStatus', own, null, 500);
  await refused;
  expect(store.restaurant()).toEqual(aurora);
});

it('is not set back by an answer that was overtaken', async () => {
  const store = await begin();
  const loaded = store.load();
  await server.answer('getRestaurant', own, { ...aurora, version: 2, isOpen: false });
  await loaded;
  expect(store.restaurant()).toEqual(aurora);
});

it('keeps showing what it knows when a later look fails, and says why', async () => {
  const store = await begin();
  const loaded = store.load();
  await server.answer('getRestaurant', own, null, 503);
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
    opensAt: null,
    closesAt: null,
    closedBy: null,
    ...over,
  });

it('closes when another screen closes, and looks again in case more was changed', async () => {
  jest.useFakeTimers();
  try {
    const store = await begin();
    line.say(told({ isOpen: false, busyMinutes: 0 }));
    expect(store.restaurant()).toMatchObject({ isOpen: false });
    line.say(told({ restaurantId: 'sakura', isOpen: true }));
    expect(store.restaurant()).toMatchObject({ isOpen: false });
    await jest.advanceTimersByTimeAsync(200);
    await server.answer('getRestaurant', own, { ...aurora, isOpen: false, version: 4 });
  } finally {
    jest.useRealTimers();
  }
});

it('lets tickets age by what the owner has just set', async () => {
  jest.useFakeTimers();
  try {
    const store = await begin();
    expect(store.ageing()).toEqual(ageing);
    line.say(live('restaurant:update', { restaurantId: 'aurora', fields: ['ageing'] }));
    await jest.advanceTimersByTimeAsync(200);
    await server.answer('getRestaurant', own, aurora);
    await server.answer('getSettings', own, {
      ageing: defaultAgeing,
      kitchen: { ...kitchen, stations: [oven] },
    });
    await jest.advanceTimersByTimeAsync(0);
    expect(store.ageing()).toEqual(defaultAgeing);
    expect(store.stations()).toEqual([oven]);
  } finally {
    jest.useRealTimers();
  }
});
