import { Module } from '@nestjs/common';
import { ClockSkew } from './clock-skew.ts';
import { HealthController } from './health.controller.ts';
import { HealthOf } from './health.ts';
import { Metrics } from './metrics.ts';
import { StateMetrics } from './state-metrics.ts';

/** Health and metrics of this process, for load balancers and monitoring. */
@Module({
  controllers: [HealthController],
  providers: [ClockSkew, HealthOf, Metrics, StateMetrics],
  exports: [HealthOf, Metrics],
})
export class ObservabilityModule {}
