import { Module } from '@nestjs/common';
import { RealtimeModule } from '../realtime/realtime.module.ts';
import { InternalEmit } from './internal-emit.ts';
import { SocketAdmin } from './socket-admin.ts';
import { SocketsController } from './sockets.controller.ts';

/** What operators and other services have of the socket layer. */
@Module({
  imports: [RealtimeModule],
  controllers: [SocketsController],
  providers: [InternalEmit, SocketAdmin],
})
export class SocketOperationsModule {}
