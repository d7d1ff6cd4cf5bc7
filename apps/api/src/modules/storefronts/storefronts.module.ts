import { Module } from '@nestjs/common';
import { MenusModule } from '../menus/menus.module.ts';
import { OffersModule } from '../offers/offers.module.ts';
import { RestaurantsModule } from '../restaurants/restaurants.module.ts';
import { StorefrontsController } from './storefronts.controller.ts';
import { StorefrontsService } from './storefronts.service.ts';

@Module({
  imports: [RestaurantsModule, MenusModule, OffersModule],
  controllers: [StorefrontsController],
  providers: [StorefrontsService],
})
export class StorefrontsModule {}
