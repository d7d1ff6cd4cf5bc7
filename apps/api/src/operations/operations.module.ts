import { Module } from '@nestjs/common';
import { HealthOf } from './health.ts';
import { Metrics } from './metrics.ts';
import { OperationsController } from './operations.controller.ts';
import { ParkedController } from './parked.controller.ts';

@Module({
  controllers: [OperationsController, ParkedController],
  providers: [HealthOf, Metrics],
  exports: [HealthOf, Metrics],
})
export class OperationsModule {}
