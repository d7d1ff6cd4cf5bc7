import { Module } from '@nestjs/common';
import { OrderAccessModule } from '../orders/order-access.module.ts';
import { PresenceModule } from '../presence/presence.module.ts';
import { RestaurantsModule } from '../restaurants/restaurants.module.ts';
import { Arrivals } from './arrivals.ts';
import { CourierPersonalData } from './courier.personal-data.ts';
import { CouriersController } from './couriers.controller.ts';
import { CouriersListener } from './couriers.listener.ts';
import { CouriersService } from './couriers.service.ts';
import { DeliveriesService } from './deliveries.service.ts';
import { DispatchModule } from './dispatch.module.ts';
import { EarningsService } from './earnings.service.ts';

@Module({
  imports: [DispatchModule, OrderAccessModule, PresenceModule, RestaurantsModule],
  controllers: [CouriersController],
  providers: [
    CouriersService,
    DeliveriesService,
    EarningsService,
    Arrivals,
    CouriersListener,
    CourierPersonalData,
  ],
  exports: [DispatchModule, CouriersService, Arrivals],
})
export class CouriersModule {}
