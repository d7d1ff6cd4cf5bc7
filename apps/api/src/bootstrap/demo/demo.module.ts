import { Inject, Logger, Module, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { CONFIG } from '../../common/config/config.module.ts';
import type { Config } from '../../common/config/env.ts';
import { AccountsModule } from '../../modules/accounts/accounts.module.ts';
import { CouriersModule } from '../../modules/couriers/couriers.module.ts';
import { MenusModule } from '../../modules/menus/menus.module.ts';
import { OffersModule } from '../../modules/offers/offers.module.ts';
import { OrdersModule } from '../../modules/orders/orders.module.ts';
import { RestaurantsModule } from '../../modules/restaurants/restaurants.module.ts';
import { DemoDay } from './demo-day.ts';
import { DemoOrders } from './demo-orders.ts';
import { DemoController } from './demo.controller.ts';
import { Demo } from './demo.ts';

@Module({
  imports: [AccountsModule, RestaurantsModule, MenusModule, OffersModule, OrdersModule, CouriersModule],
  controllers: [DemoController],
  providers: [Demo, DemoOrders, DemoDay],
  exports: [Demo],
})
export class DemoModule implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #log = new Logger(DemoModule.name);
  #past: Promise<void> | undefined;

  constructor(
    private readonly demo: Demo,
    private readonly orders: DemoOrders,
    private readonly day: DemoDay,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (!this.config.demo || !(await this.demo.fill()) || !this.config.demoOrders) return;
    await this.day.begin();
    const writePast = await this.orders.fill();
    // The start does not wait for it.
    this.#past = writePast().catch((err: unknown) =>
      this.#log.error({ err, msg: 'the demo has no orders of the last day' }),
    );
  }

  /** Otherwise the store would close while orders are written. */
  async onModuleDestroy(): Promise<void> {
    await this.#past;
  }
}
