import type { Account } from '../accounts/account.ts';
import { changeOf, memberChangeOf, membershipEnded } from './account-changes.ts';

const user = (more: Partial<Account> = {}): Account => ({
  _id: 'u1',
  version: 1,
  email: 'a@example.com',
  name: 'A',
  phone: null,
  role: 'kitchen',
  restaurantId: 'r1',
  disabled: false,
  passwordHash: '',
  createdAt: new Date(0),
  ...more,
});
const eventsOf = (of: Account, wanted: Parameters<typeof changeOf>[1]) =>
  changeOf(of, wanted)?.events.map(({ type }) => type) ?? [];

test('records one event per kind of change, and none without a change', () => {
  expect(eventsOf(user(), { role: 'manager' })).toEqual(['user.role_changed']);
  expect(eventsOf(user(), { restaurantId: 'r2' })).toEqual(['user.role_changed']);
  expect(eventsOf(user(), { disabled: true })).toEqual(['user.disabled']);
  expect(eventsOf(user({ disabled: true }), { disabled: false })).toEqual(['user.enabled']);
  expect(eventsOf(user(), { role: 'customer', disabled: true })).toEqual([
    'user.role_changed',
    'user.disabled',
  ]);
  expect(eventsOf(user(), { role: 'kitchen', disabled: false })).toEqual([]);
});

test('the event of a role change contains the old and the new membership', () => {
  expect(changeOf(user(), { role: 'courier' })).toEqual({
    change: {
      role: 'courier',
      restaurantId: null,
      furtherMemberships: [],
      disabled: false,
      signOuts: 0,
    },
    events: [
      {
        type: 'user.role_changed',
        data: {
          userId: 'u1',
          from: { role: 'kitchen', restaurantId: 'r1' },
          to: { role: 'courier', restaurantId: null },
          rights: { role: 'courier', memberships: [] },
        },
      },
    ],
  });
});

test.each([
  [{ role: 'customer', restaurantId: null }, { role: 'owner' }],
  [{}, { restaurantId: null }],
  [{}, { role: 'courier', restaurantId: 'r1' }],
] as const)('only staff belong to a restaurant: %j cannot become %j', (before, wanted) => {
  expect(() => changeOf(user(before), wanted)).toThrow('restaurantId');
});

test('disabling a user ends all sign-ins, and enabling does not bring them back', () => {
  expect(changeOf(user(), { disabled: true })?.change).toMatchObject({ signOuts: 1 });
  const before = user({ disabled: true, signOuts: 3 });
  expect(changeOf(before, { disabled: false })?.change).toMatchObject({ signOuts: 3 });
});

const both = () => user({ role: 'owner', furtherMemberships: [{ restaurantId: 'r2', role: 'kitchen' }] });
const atFirst = { restaurantId: 'r1', role: 'owner' };
const atSecond = { restaurantId: 'r2', role: 'kitchen' };

test('the role in one restaurant changes without the one in another', () => {
  const changed = memberChangeOf(both(), 'r2', { role: 'manager' });
  const rights = { role: 'owner', memberships: [atFirst, { restaurantId: 'r2', role: 'manager' }] };
  expect(changed).toMatchObject({
    change: { role: 'owner', restaurantId: 'r1', furtherMemberships: [rights.memberships[1]] },
    events: [{ type: 'user.role_changed', data: { from: atSecond, to: rights.memberships[1], rights } }],
  });
  expect(memberChangeOf(both(), 'r2', { role: 'kitchen' })).toBeNull();
});

test('the end of the first membership makes the next one the first, and the last one disables the account', () => {
  expect(membershipEnded(both(), 'r1')).toMatchObject({
    change: { role: 'kitchen', restaurantId: 'r2', furtherMemberships: [] },
    events: [{ type: 'user.membership_ended', data: { ...atFirst, rights: { memberships: [atSecond] } } }],
  });
  expect(membershipEnded(user(), 'r1')).toMatchObject({
    change: { disabled: true, signOuts: 1 },
    events: [{ type: 'user.disabled' }],
  });
  expect(() => membershipEnded(both(), 'r3')).toThrow('no such member');
});

test('the owner of one of its restaurants cannot disable an account', () => {
  expect(() => memberChangeOf(both(), 'r1', { disabled: true })).toThrow('also works in another restaurant');
});

test('an operator who moves or ends a staff account says so to each restaurant that it leaves', () => {
  expect(eventsOf(both(), { restaurantId: 'r2' })).toEqual(['user.role_changed']);
  expect(changeOf(both(), { restaurantId: 'r2' })?.change).toMatchObject({
    role: 'owner',
    restaurantId: 'r2',
    furtherMemberships: [],
  });
  expect(eventsOf(both(), { role: 'courier' })).toEqual(['user.role_changed', 'user.membership_ended']);
});
