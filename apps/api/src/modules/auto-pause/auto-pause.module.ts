import { Module } from '@nestjs/common';
import { OrdersModule } from '../orders/orders.module.ts';
import { RestaurantsModule } from '../restaurants/restaurants.module.ts';
import { AutoPauseListener } from './auto-pause.listener.ts';

@Module({ imports: [OrdersModule, RestaurantsModule], providers: [AutoPauseListener] })
export class AutoPauseModule {}
