import { Module } from '@nestjs/common';
import { OrderAccessModule } from '../modules/orders/order-access.module.ts';
import { PresenceModule } from '../modules/presence/presence.module.ts';
import { RestaurantsModule } from '../modules/restaurants/restaurants.module.ts';
import { RealtimeModule } from '../realtime/realtime.module.ts';
import { InternalEmit } from './internal-emit.ts';
import { SocketAdmin } from './socket-admin.ts';
import { SocketsController } from './sockets.controller.ts';
import { UnansweredOrders } from './unanswered-orders.ts';

/** Socket statistics and explanations for operators, the Admin UI, and the internal API for other services. */
@Module({
  imports: [OrderAccessModule, PresenceModule, RealtimeModule, RestaurantsModule],
  controllers: [SocketsController],
  providers: [InternalEmit, SocketAdmin, UnansweredOrders],
})
export class SocketOperationsModule {}
