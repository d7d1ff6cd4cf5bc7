import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { OrderAccessModule } from '../orders/order-access.module.ts';
import { RestaurantsModule } from '../restaurants/restaurants.module.ts';
import { Bookings } from './bookings.ts';
import { CourierChanges } from './courier-changes.ts';
import { CourierPositions } from './courier-positions.ts';
import { COURIER, CourierSchema } from './courier.schema.ts';
import { CouriersRepository } from './couriers.repository.ts';
import { DeliveriesRepository } from './deliveries.repository.ts';
import { DELIVERY, DeliverySchema } from './delivery.schema.ts';
import { Dispatch } from './dispatch.ts';
import { Trips } from './trips.ts';

/** Where couriers are, what they carry, and which of them gets which job. */
@Module({
  imports: [
    OrderAccessModule,
    RestaurantsModule,
    MongooseModule.forFeature([
      { name: COURIER, schema: CourierSchema },
      { name: DELIVERY, schema: DeliverySchema },
    ]),
  ],
  providers: [
    CouriersRepository,
    DeliveriesRepository,
    CourierChanges,
    CourierPositions,
    Trips,
    Dispatch,
    Bookings,
  ],
  exports: [
    CouriersRepository,
    DeliveriesRepository,
    CourierChanges,
    CourierPositions,
    Trips,
    Dispatch,
    Bookings,
  ],
})
export class DispatchModule {}
