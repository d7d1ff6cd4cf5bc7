import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { OrdersModule } from '../orders/orders.module.ts';
import { RestaurantsModule } from '../restaurants/restaurants.module.ts';
import { ChatPersonalData } from './chat.personal-data.ts';
import { ChatController } from './chat.controller.ts';
import { ChatRepository } from './chat.repository.ts';
import { ChatService } from './chat.service.ts';
import { CHAT_MESSAGE, MessageSchema } from './message.schema.ts';
import { READ_MARK, ReadMarkSchema } from './read-mark.schema.ts';

@Module({
  imports: [
    OrdersModule,
    RestaurantsModule,
    MongooseModule.forFeature([
      { name: CHAT_MESSAGE, schema: MessageSchema },
      { name: READ_MARK, schema: ReadMarkSchema },
    ]),
  ],
  controllers: [ChatController],
  providers: [ChatService, ChatRepository, ChatPersonalData],
  exports: [ChatService],
})
export class ChatModule {}
