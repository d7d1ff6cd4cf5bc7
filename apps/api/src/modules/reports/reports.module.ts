import { Module } from '@nestjs/common';
import { OrdersModule } from '../orders/orders.module.ts';
import { RestaurantsModule } from '../restaurants/restaurants.module.ts';
import { ReportsController } from './reports.controller.ts';
import { ReportsService } from './reports.service.ts';

@Module({
  imports: [OrdersModule, RestaurantsModule],
  controllers: [ReportsController],
  providers: [ReportsService],
})
export class ReportsModule {}
