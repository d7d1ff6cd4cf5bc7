import { Module } from '@nestjs/common';
import { ObservabilityModule } from '../../infrastructure/observability/observability.module.ts';
import { ClusterModule } from '../cluster/cluster.module.ts';
import { SocketMetrics } from './socket-metrics.ts';
import { ClusterSocketMetrics } from './cluster-socket-metrics.ts';

const providers = [SocketMetrics, ClusterSocketMetrics];

/** Metrics of the socket layer. */
@Module({ imports: [ObservabilityModule, ClusterModule], providers, exports: providers })
export class MetricsModule {}
