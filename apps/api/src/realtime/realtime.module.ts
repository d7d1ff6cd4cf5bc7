import { Module } from '@nestjs/common';
import { AuthorizationModule } from './authorization/authorization.module.ts';
import { ConnectionsModule } from './connections/connections.module.ts';
import { DeliveryModule } from './delivery/delivery.module.ts';
import { GatewayModule } from './gateway/gateway.module.ts';
import { LiveAccessModule } from './live-access/live-access.module.ts';
import { MetricsModule } from './metrics/metrics.module.ts';
import { StreamsModule } from './streams/streams.module.ts';

const modules = [
  AuthorizationModule,
  ConnectionsModule,
  DeliveryModule,
  GatewayModule,
  LiveAccessModule,
  MetricsModule,
  StreamsModule,
];

@Module({ imports: modules, exports: modules })
export class RealtimeModule {}
