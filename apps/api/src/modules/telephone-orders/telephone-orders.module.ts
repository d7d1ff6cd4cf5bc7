import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.ts';
import { OrdersModule } from '../orders/orders.module.ts';
import { RestaurantsModule } from '../restaurants/restaurants.module.ts';
import { TelephoneCustomers } from './telephone-customers.ts';
import { TelephoneOrdersController } from './telephone-orders.controller.ts';
import { TelephoneOrders } from './telephone-orders.service.ts';

@Module({
  imports: [AccountsModule, OrdersModule, RestaurantsModule],
  controllers: [TelephoneOrdersController],
  providers: [TelephoneOrders, TelephoneCustomers],
})
export class TelephoneOrdersModule {}
