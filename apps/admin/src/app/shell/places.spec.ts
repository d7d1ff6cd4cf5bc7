import { placesFor, worksHere } from './places.ts';

const pathsOf = (role: Parameters<typeof placesFor>[0]) => placesFor(role).map(({ path }) => path);

it('starts staff at the orders and operators at the restaurants', () => {
  expect(pathsOf('kitchen')[0]).toBe('orders');
  expect(pathsOf('owner')[0]).toBe('orders');
  expect(pathsOf('operator')[0]).toBe('restaurants');
});

it('keeps the platform from staff, and customers and couriers from the console', () => {
  expect(pathsOf('owner')).not.toContain('users');
  expect(pathsOf('kitchen')).not.toContain('users');
  expect(worksHere('customer')).toBe(false);
  expect(worksHere('courier')).toBe(false);
});
