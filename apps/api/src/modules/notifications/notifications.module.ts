import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { OrdersModule } from '../orders/orders.module.ts';
import { AccountsModule } from '../accounts/accounts.module.ts';
import { NotificationPersonalData } from './notification.personal-data.ts';
import { NOTIFICATION, NotificationSchema } from './notification.schema.ts';
import { NotificationsController } from './notifications.controller.ts';
import { NotificationsListener } from './notifications.listener.ts';
import { NotificationsRepository } from './notifications.repository.ts';
import { SharedNoticesListener } from './shared-notices.listener.ts';
import { SharedNotices } from './shared-notices.repository.ts';
import { WaitingOrders } from './waiting-orders.repository.ts';
import { NotificationsService } from './notifications.service.ts';

@Module({
  imports: [
    OrdersModule,
    AccountsModule,
    MongooseModule.forFeature([{ name: NOTIFICATION, schema: NotificationSchema }]),
  ],
  controllers: [NotificationsController],
  providers: [
    NotificationsService,
    NotificationsRepository,
    WaitingOrders,
    SharedNotices,
    SharedNoticesListener,
    NotificationsListener,
    NotificationPersonalData,
  ],
  exports: [NotificationsService],
})
export class NotificationsModule {}
