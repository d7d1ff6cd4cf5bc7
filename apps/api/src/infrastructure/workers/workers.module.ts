import { type DynamicModule, Module } from '@nestjs/common';
import { WorkerBus } from './worker-bus.ts';

@Module({})
export class WorkersModule {
  static with(coworkers: WorkerBus): DynamicModule {
    return {
      module: WorkersModule,
      global: true,
      providers: [{ provide: WorkerBus, useValue: coworkers }],
      exports: [WorkerBus],
    };
  }
}
