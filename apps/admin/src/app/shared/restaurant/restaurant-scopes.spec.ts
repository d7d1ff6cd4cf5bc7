import { DestroyRef, Service, inject } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import type { Membership } from '@passline/contracts';
import { TestServer } from '@passline/web/testing/test-server.ts';
import { storeAccount, userIn } from '../../../testing/account.ts';
import { testLine } from '../../../testing/test-realtime.ts';
import { OwnRestaurant } from '../../core/auth/own-restaurant.ts';
import { OfflineSnapshotReader } from '../../core/offline/offline-snapshot-reader.ts';
import { RestaurantScopes, storesPerRestaurant } from './restaurant-scopes.ts';
import { RestaurantStore } from './restaurant-store.ts';

const aurora: Membership = { restaurantId: 'aurora', role: 'owner' };
const sakura: Membership = { restaurantId: 'sakura', role: 'kitchen' };

const ended: (string | undefined)[] = [];
@Service({ autoProvided: false })
class EndingStore {
  constructor() {
    const { id } = inject(OwnRestaurant);
    inject(DestroyRef).onDestroy(() => ended.push(id));
  }
}

it('ends the stores of a membership that ended, and at a sign-out only with the shell', () => {
  new TestServer();
  storeAccount(userIn(aurora, sakura));
  TestBed.configureTestingModule({
    providers: [
      testLine().provider,
      OfflineSnapshotReader,
      RestaurantScopes,
      { provide: storesPerRestaurant, useValue: [RestaurantStore, EndingStore] },
    ],
  });
  const scopes = TestBed.inject(RestaurantScopes);
  for (const { restaurantId } of [aurora, sakura]) scopes.get(restaurantId, EndingStore);
  storeAccount(userIn(aurora));
  TestBed.tick();
  expect(ended).toEqual(['sakura']);
  const onScreen = scopes.of('aurora');
  storeAccount(undefined);
  TestBed.tick();
  expect(ended).toEqual(['sakura']);
  expect(scopes.of('aurora')).toBe(onScreen);
  TestBed.resetTestingModule();
  expect(ended).toEqual(['sakura', 'aurora']);
  localStorage.clear();
});
