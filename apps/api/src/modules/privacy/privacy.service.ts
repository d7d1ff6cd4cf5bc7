import { Inject, Injectable } from '@nestjs/common';
import { type CustomerData, Refusal } from '@passline/contracts';
import { type Caller, actorOf } from '../../common/access/caller.ts';
import { assertAllowed } from '../../common/access/assert-allowed.ts';
import { AuditTrail } from '../../infrastructure/audit-log/audit-trail.ts';
import { OwnPassword } from '../auth/own-password.ts';
import { CONFIG } from '../../common/config/config.module.ts';
import type { Config } from '../../common/config/env.ts';
import { type Rate, TokenBuckets } from '../../common/http/token-buckets.ts';
import { OrderAccess } from '../orders/order.access.ts';
import { Passwords } from '../accounts/passwords.ts';
import { type Account, accountView } from '../accounts/account.ts';
import { AccountsService } from '../accounts/accounts.service.ts';
import { PersonalData } from '../../infrastructure/personal-data/personal-data.ts';

/** An export reads all data of a user, so only a few are allowed in a row, then one every ten minutes. */
const exportRate: Rate = { burst: 5, perSecond: 1 / 600 };

/** Export and erasure for customers, by themselves or by operators. Employers are responsible for staff and couriers. */
@Injectable()
export class PrivacyService {
  readonly #exports: TokenBuckets;

  constructor(
    private readonly accounts: AccountsService,
    private readonly passwords: Passwords,
    private readonly ownPassword: OwnPassword,
    private readonly orders: OrderAccess,
    private readonly personal: PersonalData,
    private readonly audit: AuditTrail,
    @Inject(CONFIG) config: Config,
  ) {
    this.#exports = new TokenBuckets({ factor: config.rateLimitFactor });
  }

  async exportOwn(caller: Caller): Promise<CustomerData> {
    return this.#export(caller, await this.#customer(caller.id));
  }

  async exportOf(caller: Caller, id: string): Promise<CustomerData> {
    assertAllowed(caller, 'users:manage');
    return this.#export(caller, await this.#customer(id));
  }

  async eraseOwn(caller: Caller, password: string): Promise<void> {
    await this.#customer(caller.id);
    await this.ownPassword.verify(caller, password, 'nothing was erased');
    await this.#erase(caller, caller.id);
  }

  async eraseOf(caller: Caller, id: string): Promise<void> {
    assertAllowed(caller, 'users:manage');
    await this.#customer(id);
    await this.#erase(caller, id);
  }

  async #export(caller: Caller, user: Account): Promise<CustomerData> {
    const retryAfter = this.#exports.take(caller.id, exportRate);
    if (retryAfter > 0)
      throw new Refusal(
        'rate_limited',
        'You have exported this data several times in a row. Try again later.',
        {
          retryAfter,
        },
      );
    // Recorded first, so that no export happens without an entry in the audit log.
    await this.audit.record({
      action: 'user.exported',
      actor: actorOf(caller),
      subject: { kind: 'user', id: user._id },
    });
    const person = { id: user._id, orders: await this.orders.idsOf(user._id) };
    return {
      exportedAt: new Date().toISOString(),
      profile: accountView(user),
      ...(await this.personal.on(person)),
    };
  }

  async #erase(caller: Caller, id: string): Promise<void> {
    const open = await this.orders.openOf(id);
    if (open)
      throw new Refusal(
        'order_open',
        `Order ${open.number} at ${open.restaurantName} is ${open.status.replaceAll('_', ' ')}. Wait until it is over, or cancel it, then erase the account.`,
      );
    // An order that is placed right now is erased as soon as it is over, because the erasure waits for it.
    await this.accounts.erase(id, actorOf(caller), await this.passwords.hash(crypto.randomUUID()));
  }

  async #customer(id: string): Promise<Account> {
    const user = await this.accounts.find(id);
    if (!user) throw new Refusal('not_found', 'There is no such account.');
    if (user.erasedAt) throw new Refusal('conflict', 'This account has been erased already.');
    if (user.role !== 'customer')
      throw new Refusal(
        'conflict',
        `Only accounts of customers can be exported and erased. This account has the role ${user.role}.`,
      );
    return user;
  }
}
