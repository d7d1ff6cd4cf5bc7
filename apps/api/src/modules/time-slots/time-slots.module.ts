import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { RestaurantsModule } from '../restaurants/restaurants.module.ts';
import { TIME_SLOT, TimeSlotSchema } from './time-slot.schema.ts';
import { TimeSlots } from './time-slots.ts';
import { TimeSlotsController } from './time-slots.controller.ts';
import { TimeSlotsService } from './time-slots.service.ts';

@Module({
  imports: [RestaurantsModule, MongooseModule.forFeature([{ name: TIME_SLOT, schema: TimeSlotSchema }])],
  controllers: [TimeSlotsController],
  providers: [TimeSlots, TimeSlotsService],
  exports: [TimeSlots],
})
export class TimeSlotsModule {}
