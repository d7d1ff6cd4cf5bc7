import { type DynamicModule, Module } from '@nestjs/common';
import { WorkerBus } from './worker-bus.ts';

@Module({})
export class WorkersModule {
  static with(workerBus: WorkerBus): DynamicModule {
    return {
      module: WorkersModule,
      global: true,
      providers: [{ provide: WorkerBus, useValue: workerBus }],
      exports: [WorkerBus],
    };
  }
}
