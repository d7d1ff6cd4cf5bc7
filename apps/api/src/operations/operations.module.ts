import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.ts';
import { ClockSkew } from './clock-skew.ts';
import { HealthOf } from './health.ts';
import { Metrics } from './metrics.ts';
import { OperationsController } from './operations.controller.ts';
import { ParkedController } from './parked.controller.ts';
import { StandingMeters } from './standing-meters.ts';

@Module({
  imports: [AuditModule],
  controllers: [OperationsController, ParkedController],
  providers: [ClockSkew, HealthOf, Metrics, StandingMeters],
  exports: [HealthOf, Metrics],
})
export class OperationsModule {}
