import { Module } from '@nestjs/common';
import { OrdersModule } from '../orders/orders.module.ts';
import { TimeSlotsModule } from '../time-slots/time-slots.module.ts';
import { TimeSlotsListener } from './time-slots.listener.ts';

/** A module of its own, because orders import time slots, and time slots consume events of orders: a circle otherwise. */
@Module({ imports: [TimeSlotsModule, OrdersModule], providers: [TimeSlotsListener] })
export class ScheduledOrdersModule {}
