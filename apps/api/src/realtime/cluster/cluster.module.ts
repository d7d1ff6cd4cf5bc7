import { Module } from '@nestjs/common';
import { ObservabilityModule } from '../../infrastructure/observability/observability.module.ts';
import { ClusterAdapter } from './cluster-adapter.ts';
import { NodeBus } from './node-bus.ts';
import { RedisConnection } from './redis-connection.ts';

const providers = [ClusterAdapter, NodeBus, RedisConnection];

/** Messages between nodes: NodeBus and the connection to Redis. */
@Module({ imports: [ObservabilityModule], providers, exports: providers })
export class ClusterModule {}
