import { Inject, Module, type OnApplicationBootstrap } from '@nestjs/common';
import { CONFIG } from '../../common/config/config.module.ts';
import type { Config } from '../../common/config/env.ts';
import { MenusModule } from '../../modules/menus/menus.module.ts';
import { RestaurantsModule } from '../../modules/restaurants/restaurants.module.ts';
import { AccountsModule } from '../../modules/accounts/accounts.module.ts';
import { Demo } from './demo.ts';

@Module({ imports: [AccountsModule, RestaurantsModule, MenusModule], providers: [Demo], exports: [Demo] })
export class DemoModule implements OnApplicationBootstrap {
  constructor(
    private readonly demo: Demo,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (this.config.demo) await this.demo.fill();
  }
}
