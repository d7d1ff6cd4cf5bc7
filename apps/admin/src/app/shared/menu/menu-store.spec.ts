import { jest } from '@jest/globals';
import { TestBed } from '@angular/core/testing';
import { session } from '../../../testing/demo-objects.ts';
import { testLine } from '../../../testing/test-realtime.ts';
import { dish, menu } from '../../../testing/menu.ts';
import { live } from '../../../testing/orders.ts';
import { TestServer } from '@passline/web/testing/test-server.ts';
import { storedSessionOf } from '@passline/web/auth/stored-session.ts';
import { consoleSession } from '../../core/auth/console-session.ts';
import { arrangementOf } from './menu-arrangement.ts';
import { MenuApi } from './menu-api.ts';
import { MenuStore } from './menu-store.ts';

const own = { params: { id: 'aurora' } };
const start = menu({ Pizza: ['a', 'b'], Pasta: ['c'] });
let server: TestServer;
let line: ReturnType<typeof testLine>;

const begin = async () => {
  consoleSession.write(storedSessionOf(session()));
  line = testLine();
  TestBed.configureTestingModule({
    providers: [MenuApi, MenuStore, line.provider],
  });
  server = new TestServer();
  const store = TestBed.inject(MenuStore);
  const loaded = store.load();
  await server.answer('getMenu', own, start);
  await loaded;
  return store;
};
const soldOut = (itemId: string, restaurantId = 'aurora') =>
  live('menu:item:update', { restaurantId, itemId, available: false, until: '2099-01-01T05:00:00.000Z' });
const order = (store: MenuStore) => arrangementOf(store.menu()!.categories);

afterEach(async () => {
  await server.verify();
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
  const asked = await server.expectOne('getMenu', own);
  line.say(soldOut('a'));
  await asked.answer(start);
  await loaded;
  expect(store.dish('a')).toMatchObject({ available: false });
});

it('reloads the menu after changes by others, once for many changes', async () => {
  const store = await begin();
  jest.useFakeTimers();
  try {
    for (let i = 0; i < 5; i++) line.say(live('menu:update', { restaurantId: 'aurora' }));
    jest.advanceTimersByTime(100);
    await server.answer('getMenu', own, menu({ Dolci: ['d'] }));
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
  await server.answer('changeAvailability', { params: { ...own.params, itemId: 'a' } }, null, 500);
  await refused;
  expect(store.dish('a')).toMatchObject({ available: true });
  await server.answer('getMenu', own, start);
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
  const one = await server.expectOne('arrangeMenu', own);
  expect(one.body).toEqual({ categories: first });
  await one.answer(menu({ Pasta: ['c'], Pizza: ['a', 'b'] }));
  expect(order(store)).toEqual(second);
  await server.answer('arrangeMenu', own, menu({ Pasta: ['c'], Pizza: ['b', 'a'] }));
  await Promise.all(both);
  expect(order(store)).toEqual(second);
});

it('brings back what could not be removed', async () => {
  const store = await begin();
  const refused = expect(store.remove(['c'])).rejects.toMatchObject({ status: 503 });
  expect(order(store)).toEqual([{ name: 'Pizza', items: ['a', 'b'] }]);
  await server.answer('removeMenuItems', own, null, 503);
  await refused;
  expect(order(store)).toHaveLength(2);
  await server.answer('getMenu', own, start);
});
