import { TestBed } from '@angular/core/testing';
import { owner } from '../../../testing/demo-objects.ts';
import { order } from '../../../testing/orders.ts';
import { worksInAuroraOnly, worksInBoth } from '../../../testing/two-restaurants.ts';
import { OfflineSnapshot } from './offline-snapshot.ts';

/** What the browser has stored. jsdom has no caches. */
const store = (owner: string, board: unknown, asOf: number) => {
  const stored = new Map([
    [`/kept/${owner}`, board],
    [`/kept/${owner}?as-of`, asOf],
  ]);
  const json = (value: unknown) => ({ json: () => Promise.resolve(value) });
  const cache = {
    match: (path: string) => Promise.resolve(stored.has(path) ? json(stored.get(path)) : undefined),
    keys: () => Promise.resolve([]),
  };
  Object.assign(globalThis, { caches: { open: () => Promise.resolve(cache) } });
};

afterEach(() => {
  Reflect.deleteProperty(globalThis, 'caches');
  localStorage.clear();
});

const orders = [order()];
const one = `${owner.id}/aurora/owner`;
const both = `${one}/sakura/kitchen`;
const [berlin, tokyo] = ['Europe/Berlin', 'Asia/Tokyo'];
const now = {
  restaurants: {
    aurora: { name: 'Trattoria Aurora', timeZone: berlin },
    sakura: { name: 'Sakura Kitchen', timeZone: tokyo },
  },
};
const names = { aurora: 'Trattoria Aurora', sakura: 'Sakura Kitchen' };

it.each([
  ['as it is stored', worksInBoth, both, now, now.restaurants],
  [
    'of the release before, with one of several chosen',
    worksInBoth,
    both,
    { restaurantName: 'Sakura Kitchen', names, timeZone: tokyo },
    { aurora: { name: 'Trattoria Aurora' }, sakura: { name: 'Sakura Kitchen', timeZone: tokyo } },
  ],
  [
    'of the release before, with all chosen',
    worksInBoth,
    both,
    { restaurantName: '', names },
    { aurora: { name: 'Trattoria Aurora' }, sakura: { name: 'Sakura Kitchen' } },
  ],
  [
    'of the release before, of an account with one',
    worksInAuroraOnly,
    one,
    { restaurantName: 'Trattoria Aurora', timeZone: berlin },
    { aurora: { name: 'Trattoria Aurora', timeZone: berlin } },
  ],
])('reads a snapshot %s', async (_, works, storedFor, facts, restaurants) => {
  works();
  store(storedFor, { ...facts, orders }, 1_000);
  expect(await TestBed.inject(OfflineSnapshot).read(2_000)).toEqual({ asOf: 1_000, restaurants, orders });
});
