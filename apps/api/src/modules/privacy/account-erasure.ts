import { Injectable } from '@nestjs/common';
import { Refusal } from '@passline/contracts';
import { type Caller, actorOf } from '../../common/access/caller.ts';
import { assertAllowed } from '../../common/access/assert-allowed.ts';
import { AccountsService } from '../accounts/accounts.service.ts';
import { Passwords } from '../accounts/passwords.ts';
import { OwnPassword } from '../auth/own-password.ts';
import { OrderAccess } from '../orders/order.access.ts';
import { isGuest } from '../accounts/account.ts';
import { assertCustomer, assertNoOpenOrder } from './customers-only.ts';

/** Erases the account of a customer. The event that it publishes starts the erasure in all domains (`PersonalDataErasure`). */
@Injectable()
export class AccountErasure {
  constructor(
    private readonly accounts: AccountsService,
    private readonly passwords: Passwords,
    private readonly ownPassword: OwnPassword,
    private readonly orders: OrderAccess,
  ) {}

  /** `password`: of a guest it is not asked for, because a guest has none. */
  async own(caller: Caller, password: string | undefined): Promise<void> {
    const user = await this.accounts.find(caller.id);
    assertCustomer(user);
    if (!isGuest(user)) {
      if (password === undefined)
        throw new Refusal('validation_failed', 'password: is required', {
          errors: [{ path: 'password', message: 'is required' }],
        });
      await this.ownPassword.verify(caller, password, 'nothing was erased');
    }
    await this.#erase(caller, caller.id);
  }

  async of(caller: Caller, id: string): Promise<void> {
    assertAllowed(caller, 'users:manage');
    assertCustomer(await this.accounts.find(id));
    await this.#erase(caller, id);
  }

  async #erase(caller: Caller, id: string): Promise<void> {
    assertNoOpenOrder(await this.orders.openOf(id));
    // An order that is placed at this moment is erased as soon as it is over, because the erasure waits for it.
    // No one knows the password of an erased account, so no one signs in to it.
    await this.accounts.erase(id, actorOf(caller), await this.passwords.hash(crypto.randomUUID()));
  }
}
