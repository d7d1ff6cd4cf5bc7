import { type Refusal, Role } from '@passline/contracts';
import type { Account } from '../accounts/account.ts';
import { assertCustomer, assertNoOpenOrder } from './customers-only.ts';

const account = (more: Partial<Account> = {}) => ({ _id: 'u1', role: 'customer', ...more }) as Account;
const problemOf = (check: () => void): string => {
  try {
    check();
    return 'none';
  } catch (error) {
    return `${(error as Refusal).code}: ${(error as Refusal).message}`;
  }
};

test.each(Role.options)('of the accounts, only customers are exported and erased: %s', (role) => {
  expect(problemOf(() => assertCustomer(account({ role })))).toBe(
    role === 'customer'
      ? 'none'
      : `conflict: Only accounts of customers can be exported and erased. This account has the role ${role}.`,
  );
});

test('a disabled customer keeps the right to export and erasure', () => {
  expect(problemOf(() => assertCustomer(account({ disabled: true })))).toBe('none');
});

test('an unknown account is not found, and an erased one cannot be erased again', () => {
  expect(problemOf(() => assertCustomer(null))).toMatch(/^not_found: /);
  expect(problemOf(() => assertCustomer(account({ erasedAt: new Date() })))).toMatch(/^conflict: .*already/);
});

test('an account with an open order is not erased, and the message names the order', () => {
  const open = { number: '7', restaurantName: 'Aurora', status: 'out_for_delivery' } as const;
  expect(problemOf(() => assertNoOpenOrder(open))).toBe(
    'order_open: Order 7 at Aurora is out for delivery. Wait until it is over, or cancel it, then erase the account.',
  );
  expect(problemOf(() => assertNoOpenOrder(null))).toBe('none');
});
