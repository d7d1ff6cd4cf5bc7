import { Module } from '@nestjs/common';
import { OffersModule } from '../offers/offers.module.ts';
import { OrdersModule } from '../orders/orders.module.ts';
import { TimeSlotsModule } from '../time-slots/time-slots.module.ts';
import { QuotesController } from './quotes.controller.ts';
import { QuotesService } from './quotes.service.ts';

@Module({
  imports: [OrdersModule, OffersModule, TimeSlotsModule],
  controllers: [QuotesController],
  providers: [QuotesService],
})
export class QuotesModule {}
