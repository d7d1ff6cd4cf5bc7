import { Module, type OnModuleInit } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { checkTransitions } from '@passline/contracts';
import { ApiKeysModule } from '../api-keys/api-keys.module.ts';
import { AuthModule } from '../auth/auth.module.ts';
import { MenusModule } from '../menus/menus.module.ts';
import { OffersModule } from '../offers/offers.module.ts';
import { PresenceModule } from '../presence/presence.module.ts';
import { RestaurantsModule } from '../restaurants/restaurants.module.ts';
import { AccountsModule } from '../accounts/accounts.module.ts';
import { TimeSlotsModule } from '../time-slots/time-slots.module.ts';
import { ActorNames } from './actor-names.ts';
import { AlarmSweep } from './alarm.sweep.ts';
import { Kitchen } from './kitchen.ts';
import { OrderAccessModule } from './order-access.module.ts';
import { ORDER_NUMBERS, OrderNumbers, OrderNumbersSchema } from './order-numbers.ts';
import { OrdersController } from './orders.controller.ts';
import { OrdersService } from './orders.service.ts';
import { Placement } from './placement.ts';
import { PlacementTermsLoader } from './placement-terms-loader.ts';
import { PromiseMinutes } from './promise-minutes.ts';
import { SearchKeysFilling } from './search-keys.filling.ts';
import { TrackingController } from './tracking.controller.ts';
import { TrackingTokens } from './tracking.ts';

@Module({
  imports: [
    ApiKeysModule,
    AuthModule,
    RestaurantsModule,
    MenusModule,
    OffersModule,
    TimeSlotsModule,
    OrderAccessModule,
    PresenceModule,
    AccountsModule,
    MongooseModule.forFeature([{ name: ORDER_NUMBERS, schema: OrderNumbersSchema }]),
  ],
  controllers: [OrdersController, TrackingController],
  providers: [
    OrdersService,
    ActorNames,
    Kitchen,
    Placement,
    PlacementTermsLoader,
    OrderNumbers,
    PromiseMinutes,
    AlarmSweep,
    TrackingTokens,
    SearchKeysFilling,
  ],
  exports: [
    OrderAccessModule,
    OrdersService,
    Placement,
    PlacementTermsLoader,
    PromiseMinutes,
    OrderNumbers,
    TrackingTokens,
  ],
})
export class OrdersModule implements OnModuleInit {
  /** Fails the start if the table of status changes has an unknown state, or one that orders cannot reach or leave. */
  onModuleInit(): void {
    checkTransitions();
  }
}
