import { Inject, Injectable } from '@nestjs/common';
import { type CustomerData, Refusal } from '@passline/contracts';
import { type Caller, actorOf } from '../../common/access/caller.ts';
import { assertAllowed } from '../../common/access/assert-allowed.ts';
import { CONFIG } from '../../common/config/config.module.ts';
import type { Config } from '../../common/config/env.ts';
import { type Rate, TokenBuckets } from '../../common/http/token-buckets.ts';
import { AuditLog } from '../../infrastructure/audit-log/audit-log.ts';
import { PersonalData } from '../../infrastructure/personal-data/personal-data.ts';
import { accountView } from '../accounts/account.ts';
import { AccountsService } from '../accounts/accounts.service.ts';
import { OrderAccess } from '../orders/order.access.ts';
import { assertCustomer } from './customers-only.ts';

/** An export reads all data of a user, so only a few are allowed in a row, then one every ten minutes. */
const exportRate: Rate = { burst: 5, perSecond: 1 / 600 };

/** Exports all personal data of a customer, for the customer or for operators. */
@Injectable()
export class DataExport {
  readonly #exports: TokenBuckets;

  constructor(
    private readonly accounts: AccountsService,
    private readonly orders: OrderAccess,
    private readonly personal: PersonalData,
    private readonly audit: AuditLog,
    @Inject(CONFIG) config: Config,
  ) {
    this.#exports = new TokenBuckets({ factor: config.rateLimitFactor });
  }

  async own(caller: Caller): Promise<CustomerData> {
    return this.#export(caller, caller.id);
  }

  async of(caller: Caller, id: string): Promise<CustomerData> {
    assertAllowed(caller, 'users:manage');
    return this.#export(caller, id);
  }

  async #export(caller: Caller, id: string): Promise<CustomerData> {
    const user = await this.accounts.find(id);
    assertCustomer(user);
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
      subject: { kind: 'user', id },
    });
    const person = { id, orders: await this.orders.idsOf(id) };
    return {
      exportedAt: new Date().toISOString(),
      profile: accountView(user),
      ...(await this.personal.on(person)),
    };
  }
}
