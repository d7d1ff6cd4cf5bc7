import { Controller, Inject } from '@nestjs/common';
import { type ConsoleSettings, consoleCalls } from '@passline/contracts';
import { CONFIG } from '../../common/config/config.module.ts';
import type { Config } from '../../common/config/env.ts';
import { Serve } from '../../common/http/serve.decorator.ts';
import { AccountsService } from '../accounts/accounts.service.ts';
import { demoAccounts, demoPassword, demoRestaurants, hasDemo } from './demo-accounts.ts';

@Controller()
export class ConsoleController {
  constructor(
    private readonly accounts: AccountsService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Serve(consoleCalls.getConsoleSettings)
  async settings(): Promise<ConsoleSettings> {
    const demo = this.config.demo && (await hasDemo(this.accounts));
    return {
      map: this.config.map,
      mail: this.config.mail !== null,
      identityProvider: this.config.identityProvider && { label: this.config.identityProvider.label },
      operatorSecondFactor: this.config.operatorSecondFactor,
      demo: demo
        ? {
            password: demoPassword,
            accounts: demoAccounts.map(({ email, name, role, restaurantId }) => ({
              email,
              name,
              role,
              restaurantName: restaurantId && (demoRestaurants.get(restaurantId) ?? null),
            })),
          }
        : null,
    };
  }
}
