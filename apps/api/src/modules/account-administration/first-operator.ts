import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { Refusal } from '@passline/contracts';
import { CONFIG } from '../../common/config/config.module.ts';
import type { Config } from '../../common/config/env.ts';
import { Passwords } from '../accounts/passwords.ts';
import { AccountsService } from '../accounts/accounts.service.ts';

/** Creates the first operator account from the configuration. It does nothing once there is an enabled operator. */
@Injectable()
export class FirstOperator implements OnApplicationBootstrap {
  readonly #log = new Logger(FirstOperator.name);

  constructor(
    private readonly accounts: AccountsService,
    private readonly passwords: Passwords,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const wanted = this.config.firstOperator;
    if (!wanted || (await this.accounts.hasAnother('operator', null, ''))) return;
    const passwordHash = await this.passwords.hash(wanted.password);
    const account = { name: 'Operator', phone: null, role: 'operator', restaurantId: null } as const;
    try {
      await this.accounts.create({ ...account, email: wanted.email, passwordHash }, null);
      this.#log.log(`first operator created: ${wanted.email}`);
    } catch (error) {
      if (!(error instanceof Refusal && error.code === 'email_taken')) throw error;
      this.#log.warn(
        `first operator not created: ${wanted.email} (OPERATOR_EMAIL) has an account with another role`,
      );
    }
  }
}
