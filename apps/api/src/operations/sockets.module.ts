import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { OrderAccessModule } from '../modules/orders/order-access.module.ts';
import { NotificationsModule } from '../modules/notifications/notifications.module.ts';
import { PresenceModule } from '../modules/presence/presence.module.ts';
import { RestaurantsModule } from '../modules/restaurants/restaurants.module.ts';
import { RealtimeModule } from '../realtime/realtime.module.ts';
import { InternalEmit } from './internal-emit.ts';
import { SERVICE_EVENT, ServiceEventSchema } from './service-event.schema.ts';
import { ServiceEventsController } from './service-events.controller.ts';
import { ServiceEvents } from './service-events.ts';
import { SocketAdmin } from './socket-admin.ts';
import { SocketsController } from './sockets.controller.ts';
import { UnansweredOrders } from './unanswered-orders.ts';

/** Socket statistics and explanations for operators, the Admin UI, and the internal API for other services. */
@Module({
  imports: [
    NotificationsModule,
    OrderAccessModule,
    PresenceModule,
    RealtimeModule,
    RestaurantsModule,
    MongooseModule.forFeature([{ name: SERVICE_EVENT, schema: ServiceEventSchema }]),
  ],
  controllers: [SocketsController, ServiceEventsController],
  providers: [InternalEmit, ServiceEvents, SocketAdmin, UnansweredOrders],
})
export class SocketOperationsModule {}
