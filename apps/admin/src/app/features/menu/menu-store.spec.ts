import { jest } from '@jest/globals';
import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { session } from '../../../testing/facts.ts';
import { testLine } from '../../../testing/line.ts';
import { dish, menu } from '../../../testing/menu.ts';
import { live } from '../../../testing/orders.ts';
import { storedSessionOf, writeStoredSession } from '../../core/auth/stored-session.ts';
import { arrangementOf } from './menu-arrangement.ts';
import { MenuApi } from './menu-api.ts';
import { MenuStore } from './menu-store.ts';

const url = '/api/v1/restaurants/aurora/menu';
const start = menu({ Pizza: ['a', 'b'], Pasta: ['c'] });
let server: HttpTestingController;
let line: ReturnType<typeof testLine>;

const begin = async () => {
  writeStoredSession(storedSessionOf(session()));
  line = testLine();
  TestBed.configureTestingModule({
    providers: [provideHttpClient(), provideHttpClientTesting(), MenuApi, MenuStore, line.provider],
  });
  const store = TestBed.inject(MenuStore);
  server = TestBed.inject(HttpTestingController);
  const loaded = store.load();
  server.expectOne(url).flush(start);
  await loaded;
  return store;
};
const soldOut = (itemId: string, restaurantId = 'aurora') =>
  live('menu:item:update', { restaurantId, itemId, available: false, until: '2099-01-01T05:00:00.000Z' });
const order = (store: MenuStore) => arrangementOf(store.menu()!.categories);
const turn = () => new Promise<void>((done) => setTimeout(done));

afterEach(() => {
  server.verify();
  localStorage.clear();
});

it('hears that a dish is sold out here, and nothing of other kitchens', async () => {
  const store = await begin();
  line.say(soldOut('a'));
  line.say(soldOut('b', 'sakura'));
  expect(store.dish('a')).toMatchObject({ available: false });
  expect(store.dish('b')).toMatchObject({ available: true });
});

it('does not let an answer undo an event that came while it was under way', async () => {
  const store = await begin();
  const loaded = store.load();
  const asked = server.expectOne(url);
  line.say(soldOut('a'));
  asked.flush(start);
  await loaded;
  expect(store.dish('a')).toMatchObject({ available: false });
});

it('reloads the menu after changes by others, once for many changes', async () => {
  const store = await begin();
  jest.useFakeTimers();
  try {
    for (let i = 0; i < 5; i++) line.say(live('menu:update', { restaurantId: 'aurora' }));
    jest.advanceTimersByTime(100);
    server.expectOne(url).flush(menu({ Dolci: ['d'] }));
    await jest.advanceTimersByTimeAsync(0);
    expect(order(store)).toEqual([{ name: 'Dolci', items: ['d'] }]);
  } finally {
    jest.useRealTimers();
  }
});

it('shows what is sold out at once, and the truth again when the server says no', async () => {
  const store = await begin();
  const refused = expect(store.changeAvailability(dish('a'), false)).rejects.toMatchObject({ status: 500 });
  expect(store.dish('a')).toMatchObject({ available: false });
  server.expectOne(`${url}/items/a/availability`).flush(null, { status: 500, statusText: '' });
  await refused;
  expect(store.dish('a')).toMatchObject({ available: true });
  server.expectOne(url).flush(start);
  await turn();
});

it('sends one arrangement after the other, and shows the last at once', async () => {
  const store = await begin();
  const first = [
    { name: 'Pasta', items: ['c'] },
    { name: 'Pizza', items: ['a', 'b'] },
  ];
  const second = [
    { name: 'Pasta', items: ['c'] },
    { name: 'Pizza', items: ['b', 'a'] },
  ];
  const both = [store.arrange(first), store.arrange(second)];
  expect(order(store)).toEqual(second);
  await turn();
  const one = server.expectOne({ method: 'PATCH', url });
  expect(one.request.body).toEqual({ categories: first });
  one.flush(menu({ Pasta: ['c'], Pizza: ['a', 'b'] }));
  await turn();
  expect(order(store)).toEqual(second);
  server.expectOne({ method: 'PATCH', url }).flush(menu({ Pasta: ['c'], Pizza: ['b', 'a'] }));
  await Promise.all(both);
  expect(order(store)).toEqual(second);
});

it('brings back what could not be removed', async () => {
  const store = await begin();
  const refused = expect(store.remove(['c'])).rejects.toMatchObject({ status: 503 });
  expect(order(store)).toEqual([{ name: 'Pizza', items: ['a', 'b'] }]);
  server.expectOne(`${url}/removals`).flush(null, { status: 503, statusText: '' });
  await refused;
  expect(order(store)).toHaveLength(2);
  server.expectOne(url).flush(start);
  await turn();
});
