import { Module } from '@nestjs/common';
import { ObservabilityModule } from '../../infrastructure/observability/observability.module.ts';
import { ClusterAdapter } from './cluster-adapter.ts';
import { NodeBus } from './node-bus.ts';
import { RedisLine } from './redis-line.ts';

const providers = [ClusterAdapter, NodeBus, RedisLine];

/** Messages between nodes: NodeBus and the connection to Redis. */
@Module({ imports: [ObservabilityModule], providers, exports: providers })
export class ClusterModule {}
