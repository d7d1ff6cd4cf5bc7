import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { LastPosition } from './last-position.ts';
import { OrderHolding } from './order.personal-data.ts';
import { OrderSearch } from './order-search.ts';
import { OrderAccess } from './order.access.ts';
import { ORDER, OrderSchema } from './order.schema.ts';
import { OrderStatistics } from './order.statistics.ts';
import { OrdersRepository } from './orders.repository.ts';

/** Orders that exist, for neighbours: placing new ones needs the neighbours in turn, so that is another module. */
@Module({
  imports: [MongooseModule.forFeature([{ name: ORDER, schema: OrderSchema }])],
  providers: [OrdersRepository, OrderSearch, OrderAccess, OrderStatistics, LastPosition, OrderHolding],
  exports: [OrdersRepository, OrderSearch, OrderAccess, OrderStatistics, LastPosition],
})
export class OrderAccessModule {}
