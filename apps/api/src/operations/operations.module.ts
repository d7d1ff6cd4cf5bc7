import { Module } from '@nestjs/common';
import { HealthOf } from './health.ts';
import { Metrics } from './metrics.ts';
import { OperationsController } from './operations.controller.ts';

@Module({
  controllers: [OperationsController],
  providers: [HealthOf, Metrics],
  exports: [HealthOf, Metrics],
})
export class OperationsModule {}
