import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { PresenceModule } from '../presence/presence.module.ts';
import { AccountsModule } from '../accounts/accounts.module.ts';
import { BlockedCustomers } from './blocked-customers.ts';
import { RestaurantOpening } from './restaurant-opening.ts';
import { RESTAURANT, RestaurantSchema } from './restaurant.schema.ts';
import { RestaurantsController } from './restaurants.controller.ts';
import { RestaurantsRepository } from './restaurants.repository.ts';
import { RestaurantsService } from './restaurants.service.ts';
import { SlugsFilling } from './slugs.filling.ts';
import { VatRateUses } from './vat-rate-uses.ts';

@Module({
  imports: [
    AccountsModule,
    PresenceModule,
    MongooseModule.forFeature([{ name: RESTAURANT, schema: RestaurantSchema }]),
  ],
  controllers: [RestaurantsController],
  providers: [
    RestaurantsRepository,
    RestaurantsService,
    RestaurantOpening,
    BlockedCustomers,
    SlugsFilling,
    VatRateUses,
  ],
  exports: [RestaurantsRepository, RestaurantsService, RestaurantOpening, VatRateUses],
})
export class RestaurantsModule {}
