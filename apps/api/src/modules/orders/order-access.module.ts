import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { LastPosition } from './last-position.ts';
import { OrderPersonalData } from './order.personal-data.ts';
import { OrderSearch } from './order-search.ts';
import { OrderAccess } from './order.access.ts';
import { ORDER, OrderSchema } from './order.schema.ts';
import { OrderStatistics } from './order.statistics.ts';
import { OrdersRepository } from './orders.repository.ts';

/** Existing orders, for other modules. Placing orders depends on those modules in turn, so it is in OrdersModule. */
@Module({
  imports: [MongooseModule.forFeature([{ name: ORDER, schema: OrderSchema }])],
  providers: [OrdersRepository, OrderSearch, OrderAccess, OrderStatistics, LastPosition, OrderPersonalData],
  exports: [OrdersRepository, OrderSearch, OrderAccess, OrderStatistics, LastPosition],
})
export class OrderAccessModule {}
