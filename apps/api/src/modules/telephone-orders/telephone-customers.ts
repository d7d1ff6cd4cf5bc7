import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type DeliveryAddress, Refusal } from '@passline/contracts';
import { newId } from '@passline/event-log';
import type { Account } from '../accounts/account.ts';
import { AccountsService } from '../accounts/accounts.service.ts';
import type { Customer } from '../orders/basket.ts';

/**
 * The customers who order by telephone. Each has the account of a guest, one per restaurant and number, that no one can
 * sign in to. So blocking, export, erasure and retention work as for other customers, and no restaurant learns who calls
 * another.
 */
@Injectable()
export class TelephoneCustomers {
  constructor(private readonly accounts: AccountsService) {}

  find(restaurantId: string, phone: string): Promise<Account | null> {
    return this.accounts.findByEmail(addressOf(restaurantId, phone));
  }

  /** With the id that they have already, or will have once they are remembered. */
  async orNew(
    restaurantId: string,
    { name, phone }: { name: string; phone: string },
  ): Promise<Customer & { phone: string }> {
    const known = await this.find(restaurantId, phone);
    return { id: known?._id ?? newId(), name, phone };
  }

  /** With the name that they gave last. A guest is kept as long as the personal data of the last order. */
  async remember(restaurantId: string, { id, name, phone }: Customer & { phone: string }): Promise<void> {
    const guestSince = new Date();
    try {
      if (await this.accounts.find(id)) {
        await this.accounts.change(id, null, ({ erasedAt }) => {
          if (erasedAt) throw changedMeanwhile();
          return { change: { name, phone, guestSince }, events: [] };
        });
        return;
      }
      await this.accounts.create(
        {
          _id: id,
          email: addressOf(restaurantId, phone),
          name,
          phone,
          role: 'customer',
          restaurantId: null,
          passwordHash: null,
          guestSince,
        },
        null,
      );
    } catch (error) {
      if (!(error instanceof Refusal && error.code === 'email_taken')) throw error;
      throw changedMeanwhile(error);
    }
  }
}

/** Where the orders went, the newest first and each address once. `orders`: the newest first. */
export function addressesOf(
  orders: readonly { deliveryAddress: DeliveryAddress | null }[],
): DeliveryAddress[] {
  const addresses = orders.flatMap(({ deliveryAddress }) => deliveryAddress ?? []);
  const same = Map.groupBy(addresses, ({ text }) => text.toLocaleLowerCase());
  return [...same.values()].flatMap(([newest]) => newest ?? []);
}

const changedMeanwhile = (cause?: unknown) =>
  new Refusal(
    'conflict',
    'The customer with this number was entered or erased at the same moment. Place the order again.',
    { cause },
  );

/**
 * No one can receive mail there or sign in with it. It is unique, so that two orders at the same time make one account,
 * and erasing the account replaces it. A hash, because lists of accounts can be searched by address.
 */
const addressOf = (restaurantId: string, phone: string) =>
  `telephone-${createHash('sha256')
    .update(`${restaurantId} ${sameNumber(phone)}`)
    .digest('hex')
    .slice(0, 32)}@passline.invalid`;

/** The same number with other separators, or with 00 instead of +. */
const sameNumber = (phone: string) => phone.replaceAll(/[^\d+]/g, '').replace(/^00/, '+');
