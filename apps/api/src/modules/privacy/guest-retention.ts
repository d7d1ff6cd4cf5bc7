import { Inject, Injectable } from '@nestjs/common';
import { CONFIG } from '../../common/config/config.module.ts';
import type { Config } from '../../common/config/env.ts';
import { PersonalData } from '../../infrastructure/personal-data/personal-data.ts';
import type { Account } from '../accounts/account.ts';
import { AccountsService } from '../accounts/accounts.service.ts';
import { Passwords } from '../accounts/passwords.ts';
import { AuthSessions } from '../auth/auth-sessions.ts';
import { OrderAccess } from '../orders/order.access.ts';

/**
 * Erases guests once the personal data of their orders may not be kept any longer either. No one else does: without a
 * password, a guest whose session is over cannot come back. A guest who still uses the session is kept for another period.
 */
@Injectable()
export class GuestRetention {
  constructor(
    private readonly accounts: AccountsService,
    private readonly passwords: Passwords,
    private readonly sessions: AuthSessions,
    private readonly orders: OrderAccess,
    personal: PersonalData,
    @Inject(CONFIG) { keepDays }: Config,
  ) {
    personal.add('guests', {
      keep: { days: keepDays.orderData, forget: (before, atMost) => this.forget(before, atMost) },
    });
  }

  async forget(before: Date, atMost: number): Promise<number> {
    const guests = await this.accounts.guestsBefore(before, atMost);
    for (const guest of guests)
      if (await this.#isInUse(guest)) await this.#keep(guest);
      else await this.accounts.erase(guest._id, null, await this.passwords.hash(crypto.randomUUID()));
    return guests.length;
  }

  async #isInUse(guest: Account): Promise<boolean> {
    return (await this.sessions.isSignedIn(guest)) || (await this.orders.openOf(guest._id)) !== null;
  }

  async #keep({ _id }: Account): Promise<void> {
    await this.accounts.change(_id, null, ({ guestSince }) =>
      guestSince ? { change: { guestSince: new Date() }, events: [] } : null,
    );
  }
}
