import { type OrderStatus, Refusal } from '@passline/contracts';
import type { Account } from '../accounts/account.ts';

/** Employers are responsible for the data of staff and couriers, so only accounts of customers are exported and erased. */
export function assertCustomer(user: Account | null): asserts user is Account {
  if (!user) throw new Refusal('not_found', 'There is no such account.');
  if (user.erasedAt) throw new Refusal('conflict', 'This account has been erased already.');
  if (user.role !== 'customer')
    throw new Refusal(
      'conflict',
      `Only accounts of customers can be exported and erased. This account has the role ${user.role}.`,
    );
}

/** Restaurant and courier need the customer's data until the order is over. */
export function assertNoOpenOrder(
  open: { number: string; restaurantName: string; status: OrderStatus } | null,
): void {
  if (open)
    throw new Refusal(
      'order_open',
      `Order ${open.number} at ${open.restaurantName} is ${open.status.replaceAll('_', ' ')}. Wait until it is over, or cancel it, then erase the account.`,
    );
}
