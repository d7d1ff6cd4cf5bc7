import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { OrderAccessModule } from '../orders/order-access.module.ts';
import { PresenceModule } from '../presence/presence.module.ts';
import { RestaurantsModule } from '../restaurants/restaurants.module.ts';
import { Bookings } from './bookings.ts';
import { CourierPersonalData } from './courier.personal-data.ts';
import { CourierPositions } from './courier-positions.ts';
import { COURIER, CourierSchema } from './courier.schema.ts';
import { CouriersController } from './couriers.controller.ts';
import { CouriersListener } from './couriers.listener.ts';
import { CouriersRepository } from './couriers.repository.ts';
import { CouriersService } from './couriers.service.ts';
import { DeliveriesRepository } from './deliveries.repository.ts';
import { DeliveriesService } from './deliveries.service.ts';
import { DELIVERY, DeliverySchema } from './delivery.schema.ts';
import { Dispatch } from './dispatch.ts';

@Module({
  imports: [
    OrderAccessModule,
    PresenceModule,
    RestaurantsModule,
    MongooseModule.forFeature([
      { name: COURIER, schema: CourierSchema },
      { name: DELIVERY, schema: DeliverySchema },
    ]),
  ],
  controllers: [CouriersController],
  providers: [
    CouriersRepository,
    DeliveriesRepository,
    CouriersService,
    DeliveriesService,
    Bookings,
    Dispatch,
    CouriersListener,
    CourierPositions,
    CourierPersonalData,
  ],
  exports: [CouriersService, CourierPositions],
})
export class CouriersModule {}
