import { Module } from '@nestjs/common';
import { OrderAccessModule } from '../modules/orders/order-access.module.ts';
import { PresenceModule } from '../modules/presence/presence.module.ts';
import { RealtimeModule } from '../realtime/realtime.module.ts';
import { InternalEmit } from './internal-emit.ts';
import { SocketAdmin } from './socket-admin.ts';
import { SocketsController } from './sockets.controller.ts';
import { Unanswered } from './unanswered.ts';

/** What operators and other services have of the socket layer. */
@Module({
  imports: [OrderAccessModule, PresenceModule, RealtimeModule],
  controllers: [SocketsController],
  providers: [InternalEmit, SocketAdmin, Unanswered],
})
export class SocketOperationsModule {}
