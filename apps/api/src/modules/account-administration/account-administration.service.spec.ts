import type { Account } from '../accounts/account.ts';
import { changeOf } from './account-administration.service.ts';

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
    change: { role: 'courier', restaurantId: null, disabled: false, signOuts: 0 },
    events: [
      {
        type: 'user.role_changed',
        data: {
          userId: 'u1',
          from: { role: 'kitchen', restaurantId: 'r1' },
          to: { role: 'courier', restaurantId: null },
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
  expect(changeOf(user(), { disabled: true })?.change.signOuts).toBe(1);
  const before = user({ disabled: true, signOuts: 3 });
  expect(changeOf(before, { disabled: false })?.change.signOuts).toBe(3);
});
