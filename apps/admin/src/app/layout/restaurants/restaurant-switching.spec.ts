import { Component, inject } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { Router, RouterOutlet, provideRouter } from '@angular/router';
import type { Membership } from '@passline/contracts';
import { TestServer } from '@passline/web/testing/test-server.ts';
import { storeAccount, userIn } from '../../../testing/account.ts';
import { testLine } from '../../../testing/test-realtime.ts';
import { ChosenRestaurant } from '../../core/auth/chosen-restaurant.ts';
import { OfflineSnapshotReader } from '../../core/offline/offline-snapshot-reader.ts';
import { PromiseTimes } from '../../shared/order-actions/promise-times.ts';
import { RestaurantScopes, storesPerRestaurant } from '../../shared/restaurant/restaurant-scopes.ts';
import { RestaurantStore } from '../../shared/restaurant/restaurant-store.ts';
import { RestaurantSwitching } from './restaurant-switching.ts';

const aurora: Membership = { restaurantId: 'aurora', role: 'owner' };
const sakura: Membership = { restaurantId: 'sakura', role: 'kitchen' };

@Component({ selector: 'pl-team', template: 'The team' })
class TeamPage {}

@Component({ selector: 'pl-missing', template: 'Not found' })
class MissingPage {}

/** A page with unsaved changes. */
let answer: (mayLeave: boolean) => void;
@Component({ selector: 'pl-settings', template: 'Settings' })
class SettingsPage {
  mayLeave = () => new Promise<boolean>((resolve) => (answer = resolve));
}

/** As in the shell. */
@Component({
  selector: 'pl-frame',
  imports: [RouterOutlet],
  template:
    '@for (choice of switching.shownChoice(); track choice) { <p>{{ choice }}</p> <router-outlet /> }',
})
class Frame {
  protected readonly switching = inject(RestaurantSwitching);
}

const begin = async (choice: string, address: string) => {
  const server = new TestServer();
  storeAccount(userIn(aurora, sakura));
  TestBed.configureTestingModule({
    providers: [
      testLine().provider,
      OfflineSnapshotReader,
      RestaurantScopes,
      RestaurantSwitching,
      { provide: storesPerRestaurant, useValue: [PromiseTimes, RestaurantStore] },
      provideRouter([
        {
          path: 'team',
          component: TeamPage,
          canMatch: [() => inject(ChosenRestaurant).roles().includes('owner')],
        },
        { path: 'settings', component: SettingsPage },
        { path: '**', component: MissingPage },
      ]),
    ],
  });
  TestBed.inject(ChosenRestaurant).choose(choice);
  const switching = TestBed.inject(RestaurantSwitching);
  // The app is stable when the stores have their answers.
  for (const id of ['aurora', 'sakura']) {
    await server.answer('getRestaurant', { params: { id } }, null, 503);
    await server.answer('getSettings', { params: { id } }, null, 503);
  }
  const frame = TestBed.createComponent(Frame);
  await TestBed.inject(Router).navigateByUrl(address);
  await frame.whenStable();
  return { frame, shown: () => (frame.nativeElement as HTMLElement).textContent, switching };
};

afterEach(() => localStorage.clear());

it('shows the page of the address, if the role in the other restaurant has it', async () => {
  const { frame, shown, switching } = await begin('sakura', '/team');
  expect(shown()).toContain('Not found');
  await switching.switchTo('aurora');
  await frame.whenStable();
  expect(shown()).toContain('The team');
});

it('stays where it is if the other membership ends while the page asks whether it may be left', async () => {
  const { frame, shown, switching } = await begin('aurora', '/settings');
  const switched = switching.switchTo('sakura');
  storeAccount(userIn(aurora));
  answer(true);
  await switched;
  await frame.whenStable();
  expect([TestBed.inject(ChosenRestaurant).current(), switching.shownChoice()]).toEqual([
    'aurora',
    ['aurora'],
  ]);
  expect(shown()).toContain('Settings');
});
