import { Module } from '@nestjs/common';
import { AuthorizationModule } from './authorization/authorization.module.ts';
import { ConnectionsModule } from './connections/connections.module.ts';
import { DeliveryModule } from './delivery/delivery.module.ts';
import { GatewayModule } from './gateway/gateway.module.ts';
import { MetricsModule } from './metrics/metrics.module.ts';
import { StreamsModule } from './streams/streams.module.ts';

const rooms = [
  AuthorizationModule,
  ConnectionsModule,
  DeliveryModule,
  GatewayModule,
  MetricsModule,
  StreamsModule,
];

@Module({ imports: rooms, exports: rooms })
export class RealtimeModule {}
