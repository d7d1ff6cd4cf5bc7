import { Module } from '@nestjs/common';
import { AuthModule } from '../../modules/auth/auth.module.ts';
import { AuthorizationModule } from '../authorization/authorization.module.ts';
import { ConnectionsModule } from '../connections/connections.module.ts';
import { DeliveryModule } from '../delivery/delivery.module.ts';
import { MetricsModule } from '../metrics/metrics.module.ts';
import { StreamsModule } from '../streams/streams.module.ts';
import { AccessExpiry } from './access-expiry.ts';
import { LiveAccess } from './live-access.ts';
import { Revocation } from './revocation.ts';
import { SocketSessions } from './socket-sessions.ts';

/** The rights of connected sockets: given on connect, changed and withdrawn while the socket is connected. */
@Module({
  imports: [AuthModule, AuthorizationModule, ConnectionsModule, DeliveryModule, MetricsModule, StreamsModule],
  providers: [AccessExpiry, LiveAccess, Revocation, SocketSessions],
  exports: [SocketSessions],
})
export class LiveAccessModule {}
