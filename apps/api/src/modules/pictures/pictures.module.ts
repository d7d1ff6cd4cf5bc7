import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { MenusModule } from '../menus/menus.module.ts';
import { PictureEncoder } from './picture-encoder.ts';
import { PICTURE, PictureSchema } from './picture.schema.ts';
import { PicturesController } from './pictures.controller.ts';
import { PicturesListener } from './pictures.listener.ts';
import { PicturesRepository } from './pictures.repository.ts';
import { PicturesService } from './pictures.service.ts';

@Module({
  imports: [MenusModule, MongooseModule.forFeature([{ name: PICTURE, schema: PictureSchema }])],
  controllers: [PicturesController],
  providers: [PicturesService, PicturesRepository, PictureEncoder, PicturesListener],
})
export class PicturesModule {}
