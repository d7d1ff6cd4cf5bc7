import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import type { Order } from '@passline/contracts';
import { aurora } from '../../../testing/demo-objects.ts';
import { order } from '../../../testing/orders.ts';
import { inTwoRestaurants, sakura } from '../../../testing/two-restaurants.ts';
import { OfflineSnapshot } from '../../core/offline/offline-snapshot.ts';
import { Realtime } from '../../core/realtime/realtime.ts';
import { OrdersStore } from '../../shared/orders/orders-store.ts';
import { RestaurantStore } from '../../shared/restaurant/restaurant-store.ts';
import { OfflineSnapshotWriter } from './offline-snapshot-writer.ts';

const inTokyo = { ...sakura, timeZone: 'Asia/Tokyo' };

const begin = async () => {
  const open = signal<readonly Order[]>([order({ customerPhone: '+49 30 1' })]);
  const boards: unknown[] = [];
  const { chosen, scopes, server } = await inTwoRestaurants({
    restaurants: [aurora, inTokyo],
    providers: [
      OfflineSnapshotWriter,
      { provide: OrdersStore, useValue: { loaded: () => true, open } },
      {
        provide: OfflineSnapshot,
        useValue: {
          keep: (_: number, board: unknown) => {
            boards.push(board);
            return Promise.resolve();
          },
        },
      },
    ],
  });
  Object.assign(TestBed.inject(Realtime), { freshness: () => ({ currentAsOf: new Date(), stale: false }) });
  TestBed.inject(OfflineSnapshotWriter);
  const write = () => {
    Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
    Reflect.deleteProperty(document, 'visibilityState');
    return boards.at(-1);
  };
  return { chosen, scopes, server, open, write };
};

afterEach(() => localStorage.clear());

it('stores every restaurant with its name and zone, so that it is right whichever is chosen later', async () => {
  const { chosen, write } = await begin();
  chosen.choose('sakura');
  expect(write()).toEqual({
    restaurants: {
      aurora: { name: 'Trattoria Aurora', timeZone: 'Europe/Berlin' },
      sakura: { name: 'Sakura Kitchen', timeZone: 'Asia/Tokyo' },
    },
    orders: [order()],
  });
  // Nothing has changed: only the time is written.
  expect(write()).toBeUndefined();
});

it('stores it again when a restaurant has another zone, although no order has changed', async () => {
  const { scopes, server, write } = await begin();
  write();
  const loaded = scopes.get('sakura', RestaurantStore).load();
  const moved = { ...inTokyo, version: 4, timeZone: 'Asia/Seoul' };
  await server.answer('getRestaurant', { params: { id: 'sakura' } }, moved);
  await loaded;
  expect(write()).toMatchObject({ restaurants: { sakura: { timeZone: 'Asia/Seoul' } } });
});
