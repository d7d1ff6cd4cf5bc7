import type { Provider } from '@angular/core';
import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import type { Membership, Restaurant } from '@passline/contracts';
import { defaultAgeing } from '@passline/contracts/browser';
import { storedSessionOf } from '@passline/web/auth/stored-session.ts';
import { TestServer } from '@passline/web/testing/test-server.ts';
import { ChosenRestaurant } from '../app/core/auth/chosen-restaurant.ts';
import { consoleSession } from '../app/core/auth/console-session.ts';
import { OfflineSnapshotReader } from '../app/core/offline/offline-snapshot-reader.ts';
import { RestaurantScopes, storesPerRestaurant } from '../app/shared/restaurant/restaurant-scopes.ts';
import { RestaurantStore } from '../app/shared/restaurant/restaurant-store.ts';
import { aurora, owner, session } from './demo-objects.ts';
import { testLine } from './test-realtime.ts';

export const sakura: Restaurant = { ...aurora, id: 'sakura', slug: 'sakura', name: 'Sakura Kitchen' };
const inAurora: Membership = { restaurantId: 'aurora', role: 'owner' };
const inSakura: Membership = { restaurantId: 'sakura', role: 'kitchen' };

/** As another tab, or the answer of the server, stores it. */
function storeMemberships(...memberships: Membership[]): void {
  consoleSession.write(storedSessionOf(session({ user: { ...owner, memberships } })));
  window.dispatchEvent(new StorageEvent('storage', { key: consoleSession.key }));
}
export const worksInBoth = (): void => storeMemberships(inAurora, inSakura);
export const worksInAuroraOnly = (): void => storeMemberships(inAurora);

/** The stores of an account with two restaurants, which have loaded. The first one is chosen. */
export async function inTwoRestaurants({
  stores = [],
  providers = [],
  restaurants = [aurora, sakura],
}: {
  stores?: Provider[];
  providers?: Provider[];
  restaurants?: readonly Restaurant[];
}) {
  worksInBoth();
  const line = testLine();
  TestBed.configureTestingModule({
    providers: [
      RestaurantScopes,
      line.provider,
      { provide: OfflineSnapshotReader, useValue: { board: signal(undefined) } },
      { provide: storesPerRestaurant, useValue: [RestaurantStore, ...stores] },
      ...providers,
    ],
  });
  const server = new TestServer();
  const scopes = TestBed.inject(RestaurantScopes);
  for (const restaurant of restaurants) {
    const own = { params: { id: restaurant.id } };
    await server.answer('getRestaurant', own, restaurant);
    await server.answer('getSettings', own, {
      ageing: defaultAgeing,
      kitchen: { stations: [], readyWhenDone: true },
    });
  }
  return { server, scopes, line, chosen: TestBed.inject(ChosenRestaurant) };
}
