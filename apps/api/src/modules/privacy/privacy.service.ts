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

/** An export reads everything: a few in a row, then one every ten minutes. */
const exportsEach: Rate = { burst: 5, perSecond: 1 / 600 };

/** What customers may ask for about themselves, and operators on their behalf. Of staff and couriers it is the employer's business. */
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
    await this.ownPassword.demand(caller, password, 'nothing was erased');
    await this.#erase(caller, caller.id);
  }

  async eraseOf(caller: Caller, id: string): Promise<void> {
    assertAllowed(caller, 'users:manage');
    await this.#customer(id);
    await this.#erase(caller, id);
  }

  async #export(caller: Caller, user: Account): Promise<CustomerData> {
    const retryAfter = this.#exports.take(caller.id, exportsEach);
    if (retryAfter > 0)
      throw new Refusal('rate_limited', 'Everything was exported several times just now: wait a little.', {
        retryAfter,
      });
    // First: what leaves the house without being noted would have left unnoted.
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
        `Order ${open.number} at ${open.restaurantName} is ${open.status.replaceAll('_', ' ')}: wait until it is over, or cancel it.`,
      );
    // One that is placed in this very moment is blanked as soon as it is over: the erasure waits for it.
    await this.accounts.erase(id, actorOf(caller), await this.passwords.hash(crypto.randomUUID()));
  }

  async #customer(id: string): Promise<Account> {
    const user = await this.accounts.find(id);
    if (!user) throw new Refusal('not_found', 'There is no such account.');
    if (user.erasedAt) throw new Refusal('conflict', 'This account was erased already.');
    if (user.role !== 'customer')
      throw new Refusal('conflict', `This is for customers' accounts; theirs is of a ${user.role}.`);
    return user;
  }
}
