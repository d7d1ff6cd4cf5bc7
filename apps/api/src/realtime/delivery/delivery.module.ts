import { Module } from '@nestjs/common';
import { CouriersModule } from '../../modules/couriers/couriers.module.ts';
import { RestaurantsModule } from '../../modules/restaurants/restaurants.module.ts';
import { PresenceModule } from '../../modules/presence/presence.module.ts';
import { AuthorizationModule } from '../authorization/authorization.module.ts';
import { ClusterModule } from '../cluster/cluster.module.ts';
import { ConnectionsModule } from '../connections/connections.module.ts';
import { MetricsModule } from '../metrics/metrics.module.ts';
import { CatchUpBuffer } from './catch-up-buffer.ts';
import { ChatPresence } from './chat-presence.ts';
import { NearbyCouriers } from './nearby-couriers.ts';
import { PresenceReport } from './presence-report.ts';
import { SlowConsumers } from './slow-consumers.ts';
import { SocketQueue } from './socket-queue.ts';
import { SystemStats } from './system-stats.ts';
import { VolatileBroadcaster } from './volatile-broadcaster.ts';

const providers = [
  CatchUpBuffer,
  ChatPresence,
  NearbyCouriers,
  PresenceReport,
  SlowConsumers,
  SocketQueue,
  SystemStats,
  VolatileBroadcaster,
];

/** What is sent to the sockets of this node, and in which order. */
@Module({
  imports: [
    PresenceModule,
    CouriersModule,
    RestaurantsModule,
    AuthorizationModule,
    ClusterModule,
    ConnectionsModule,
    MetricsModule,
  ],
  providers,
  exports: providers,
})
export class DeliveryModule {}
