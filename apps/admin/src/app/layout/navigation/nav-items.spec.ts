import type { Role } from '@passline/contracts';
import { usesConsole } from '../../core/auth/console-access.ts';
import { navItemsFor } from './nav-items.ts';

const pathsOf = (...roles: Role[]) => navItemsFor(...roles).map(({ path }) => path);

it('starts staff at the orders and operators at the restaurants', () => {
  expect(pathsOf('kitchen')[0]).toBe('orders');
  expect(pathsOf('owner')[0]).toBe('orders');
  expect(pathsOf('operator')[0]).toBe('restaurants');
});

it('has the pages of every role that the user has in one of several restaurants', () => {
  expect(pathsOf('kitchen', 'manager')).toEqual(pathsOf('manager'));
});

it('keeps the platform from staff, and customers and couriers from the console', () => {
  expect(pathsOf('owner')).not.toContain('users');
  expect(pathsOf('kitchen')).not.toContain('users');
  for (const path of ['reports', 'team']) {
    expect(pathsOf('kitchen')).not.toContain(path);
    expect(pathsOf('manager')).toContain(path);
    expect(pathsOf('operator')).not.toContain(path);
  }
  for (const role of ['customer', 'courier', 'kitchen', 'manager', 'owner', 'operator'] satisfies Role[])
    expect(usesConsole(role)).toBe(navItemsFor(role).length > 0);
  expect(usesConsole('customer')).toBe(false);
  expect(usesConsole('courier')).toBe(false);
});
