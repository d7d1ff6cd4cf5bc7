import { type DynamicModule, Module } from '@nestjs/common';
import { Coworkers } from './coworkers.ts';

@Module({})
export class WorkersModule {
  static with(coworkers: Coworkers): DynamicModule {
    return {
      module: WorkersModule,
      global: true,
      providers: [{ provide: Coworkers, useValue: coworkers }],
      exports: [Coworkers],
    };
  }
}
