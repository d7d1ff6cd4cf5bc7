import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { RestaurantsModule } from '../restaurants/restaurants.module.ts';
import { ANNOUNCEMENT, AnnouncementSchema } from './announcement.schema.ts';
import { AnnouncementsController } from './announcements.controller.ts';
import { AnnouncementsRepository } from './announcements.repository.ts';
import { AnnouncementsService } from './announcements.service.ts';

@Module({
  imports: [
    RestaurantsModule,
    MongooseModule.forFeature([{ name: ANNOUNCEMENT, schema: AnnouncementSchema }]),
  ],
  controllers: [AnnouncementsController],
  providers: [AnnouncementsService, AnnouncementsRepository],
})
export class AnnouncementsModule {}
