import { Controller, Inject } from '@nestjs/common';
import { consoleCalls, type Order, Refusal, restaurantsOf } from '@passline/contracts';
import { By, type Caller } from '../../common/access/caller.ts';
import { CONFIG } from '../../common/config/config.module.ts';
import type { Config } from '../../common/config/env.ts';
import { Serve } from '../../common/http/serve.decorator.ts';
import { AccountsService } from '../../modules/accounts/accounts.service.ts';
import { hasDemo } from '../../modules/console/demo-accounts.ts';
import { DemoDay } from './demo-day.ts';

@Controller()
export class DemoController {
  constructor(
    private readonly day: DemoDay,
    private readonly accounts: AccountsService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Serve(consoleCalls.placeDemoOrder, { perAccount: 'orders' })
  async placeDemoOrder(@By() caller: Caller): Promise<Order> {
    const [restaurantId] = restaurantsOf(caller);
    if (!this.config.demo || restaurantId === undefined || !(await hasDemo(this.accounts)))
      throw new Refusal('not_found', 'This server has no demo data, so no demo customer can order.');
    return this.day.placeOrder(restaurantId);
  }
}
