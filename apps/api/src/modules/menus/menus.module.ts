import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { RestaurantsModule } from '../restaurants/restaurants.module.ts';
import { MENU, MenuSchema } from './menu.schema.ts';
import { MenuFilesController } from './menu-files.controller.ts';
import { MenuFilesService } from './menu-files.service.ts';
import { MenusController } from './menus.controller.ts';
import { MenusRepository } from './menus.repository.ts';
import { MenusService } from './menus.service.ts';

@Module({
  imports: [RestaurantsModule, MongooseModule.forFeature([{ name: MENU, schema: MenuSchema }])],
  controllers: [MenusController, MenuFilesController],
  providers: [MenusRepository, MenusService, MenuFilesService],
  exports: [MenusRepository, MenusService],
})
export class MenusModule {}
