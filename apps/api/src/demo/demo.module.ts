import { Inject, Module, type OnApplicationBootstrap } from '@nestjs/common';
import { CONFIG } from '../config/config.module.ts';
import type { Config } from '../config/env.ts';
import { MenusModule } from '../menus/menus.module.ts';
import { RestaurantsModule } from '../restaurants/restaurants.module.ts';
import { UsersModule } from '../users/users.module.ts';
import { Demo } from './demo.ts';

@Module({ imports: [UsersModule, RestaurantsModule, MenusModule], providers: [Demo], exports: [Demo] })
export class DemoModule implements OnApplicationBootstrap {
  constructor(
    private readonly demo: Demo,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (this.config.demo) await this.demo.fill();
  }
}
