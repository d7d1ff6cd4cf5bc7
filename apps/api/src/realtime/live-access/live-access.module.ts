import { Module } from '@nestjs/common';
import { AuthModule } from '../../modules/auth/auth.module.ts';
import { OrderAccessModule } from '../../modules/orders/order-access.module.ts';
import { AuthorizationModule } from '../authorization/authorization.module.ts';
import { ConnectionsModule } from '../connections/connections.module.ts';
import { DeliveryModule } from '../delivery/delivery.module.ts';
import { MetricsModule } from '../metrics/metrics.module.ts';
import { StreamsModule } from '../streams/streams.module.ts';
import { AccessExpiry } from './access-expiry.ts';
import { AutomaticRooms } from './automatic-rooms.ts';
import { LiveAccess } from './live-access.ts';
import { Revocation } from './revocation.ts';
import { SocketSessions } from './socket-sessions.ts';

/** The rights of connected sockets: given on connect, changed and withdrawn while the socket is connected. */
@Module({
  imports: [
    AuthModule,
    AuthorizationModule,
    ConnectionsModule,
    DeliveryModule,
    MetricsModule,
    OrderAccessModule,
    StreamsModule,
  ],
  providers: [AccessExpiry, AutomaticRooms, LiveAccess, Revocation, SocketSessions],
  exports: [AutomaticRooms, SocketSessions],
})
export class LiveAccessModule {}
