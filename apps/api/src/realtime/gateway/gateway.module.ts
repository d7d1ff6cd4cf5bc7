import { Module } from '@nestjs/common';
import { ObservabilityModule } from '../../infrastructure/observability/observability.module.ts';
import { AuthModule } from '../../modules/auth/auth.module.ts';
import { OrdersModule } from '../../modules/orders/orders.module.ts';
import { AuthorizationModule } from '../authorization/authorization.module.ts';
import { ClusterModule } from '../cluster/cluster.module.ts';
import { ConnectionsModule } from '../connections/connections.module.ts';
import { DeliveryModule } from '../delivery/delivery.module.ts';
import { LiveAccessModule } from '../live-access/live-access.module.ts';
import { MetricsModule } from '../metrics/metrics.module.ts';
import { StreamsModule } from '../streams/streams.module.ts';
import { CommandsModule } from './commands/commands.module.ts';
import { ConnectionLifecycle } from './connection-lifecycle.ts';
import { Draining } from './draining.ts';
import { Handshake } from './handshake/handshake.ts';
import { PacketLimitsModule } from './handshake/packet-limits.module.ts';
import { UserAuthentication } from './handshake/user-authentication.ts';
import { ServerMetrics } from './server-metrics.ts';
import { SocketGateway } from './socket.gateway.ts';
import { SocketServer } from './socket-server.ts';

/** The Socket.IO server: handshake, commands, connection lifecycle. */
@Module({
  imports: [
    AuthModule,
    ObservabilityModule,
    OrdersModule,
    AuthorizationModule,
    ClusterModule,
    CommandsModule,
    ConnectionsModule,
    DeliveryModule,
    LiveAccessModule,
    MetricsModule,
    PacketLimitsModule,
    StreamsModule,
  ],
  providers: [
    ConnectionLifecycle,
    Draining,
    Handshake,
    ServerMetrics,
    SocketGateway,
    SocketServer,
    UserAuthentication,
  ],
  exports: [CommandsModule, PacketLimitsModule, SocketServer],
})
export class GatewayModule {}
