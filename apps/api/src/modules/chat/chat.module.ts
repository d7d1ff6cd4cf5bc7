import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { OrdersModule } from '../orders/orders.module.ts';
import { RestaurantsModule } from '../restaurants/restaurants.module.ts';
import { ChatPersonalData } from './chat.personal-data.ts';
import { ChatController } from './chat.controller.ts';
import { ChatRepository } from './chat.repository.ts';
import { ChatService } from './chat.service.ts';
import { DeliveryMarks } from './delivery-marks.repository.ts';
import { UnreadMessages } from './unread-messages.ts';
import { CHAT_MESSAGE, MessageSchema } from './message.schema.ts';
import { DELIVERY_MARK, DeliveryMarkSchema } from './delivery-mark.schema.ts';
import { READ_MARK, ReadMarkSchema } from './read-mark.schema.ts';

@Module({
  imports: [
    OrdersModule,
    RestaurantsModule,
    MongooseModule.forFeature([
      { name: CHAT_MESSAGE, schema: MessageSchema },
      { name: READ_MARK, schema: ReadMarkSchema },
      { name: DELIVERY_MARK, schema: DeliveryMarkSchema },
    ]),
  ],
  controllers: [ChatController],
  providers: [ChatService, ChatRepository, ChatPersonalData, DeliveryMarks, UnreadMessages],
  exports: [ChatService],
})
export class ChatModule {}
