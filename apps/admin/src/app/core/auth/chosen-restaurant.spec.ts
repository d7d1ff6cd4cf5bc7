import { TestBed } from '@angular/core/testing';
import type { Membership, User } from '@passline/contracts';
import { storeAccount, userIn } from '../../../testing/account.ts';
import { owner } from '../../../testing/demo-objects.ts';
import { AuthSession } from './auth-session.ts';
import { allRestaurants } from './all-restaurants.ts';
import { ChosenRestaurant } from './chosen-restaurant.ts';
import { needsReload } from './needs-reload.ts';
import { FixedRestaurant, OwnRestaurant } from './own-restaurant.ts';

const aurora: Membership = { restaurantId: 'aurora', role: 'owner' };
const sakura: Membership = { restaurantId: 'sakura', role: 'kitchen' };

const begin = (user: User) => {
  storeAccount(user);
  return { chosen: TestBed.inject(ChosenRestaurant), own: TestBed.inject(OwnRestaurant) };
};

afterEach(() => localStorage.clear());

it('is the first restaurant until another is chosen, with the role there', () => {
  const { chosen, own } = begin(userIn(aurora, sakura));
  expect([chosen.current(), chosen.roles()]).toEqual(['aurora', ['owner']]);
  chosen.choose('sakura');
  expect([chosen.current(), chosen.roles(), own.id]).toEqual(['sakura', ['kitchen'], 'sakura']);
  expect(own.may('restaurant:change')).toBe(false);
  chosen.choose('elsewhere');
  expect(chosen.current()).toBe('sakura');
});

it('is remembered by account', () => {
  begin(userIn(aurora, sakura)).chosen.choose('sakura');
  TestBed.resetTestingModule();
  expect(begin(userIn(aurora, sakura)).chosen.current()).toBe('sakura');
  TestBed.resetTestingModule();
  expect(begin({ ...userIn(aurora, sakura), id: 'user-2' }).chosen.current()).toBe('aurora');
  TestBed.resetTestingModule();
  // It has ended since.
  expect(begin(userIn(aurora)).chosen.current()).toBe('aurora');
});

it('offers the pages of every role while all are chosen, and none of them is its own', () => {
  const { chosen, own } = begin(userIn(aurora, sakura));
  chosen.choose(allRestaurants);
  expect([chosen.isAll(), chosen.roles(), own.id]).toEqual([true, ['owner', 'kitchen'], undefined]);
  expect(own.may('restaurant:change')).toBe(false);
  const fixed = TestBed.runInInjectionContext(() => new FixedRestaurant('aurora'));
  expect([fixed.id, fixed.may('restaurant:change')]).toEqual(['aurora', true]);
});

it('stays when its membership ends, until the shell has moved on', () => {
  const { chosen } = begin(userIn(aurora, sakura));
  chosen.choose('sakura');
  storeAccount(userIn(aurora));
  expect([chosen.current(), chosen.hasEnded(), chosen.roles()]).toEqual(['sakura', true, []]);
  chosen.choose('aurora');
  expect([chosen.current(), chosen.hasEnded()]).toEqual(['aurora', false]);
});

it('reads the restaurant of a session that an earlier release stored', () => {
  const { memberships: _, ...earlier } = owner;
  expect(begin(earlier as User).chosen.memberships()).toEqual([aurora]);
  expect(TestBed.inject(AuthSession).user()?.memberships).toBeUndefined();
});

it('reloads the console for another role, not for a membership beside the chosen one', () => {
  const both = userIn(aurora, sakura);
  expect(needsReload(both, userIn({ ...aurora, role: 'manager' }, sakura), 'aurora')).toBe(true);
  expect(needsReload(both, userIn(aurora, { ...sakura, role: 'manager' }), 'aurora')).toBe(false);
  expect(needsReload(userIn(aurora), both, 'aurora')).toBe(false);
  expect(needsReload(both, userIn(sakura), 'aurora')).toBe(false);
  expect(needsReload(userIn(aurora), userIn(sakura), 'aurora')).toBe(true);
  expect(needsReload(userIn(aurora), { ...owner, role: 'operator', memberships: [] }, 'aurora')).toBe(true);
});
