import { type DynamicModule, Module } from '@nestjs/common';
import { Tracing } from './tracing.ts';

@Module({})
export class TracingModule {
  static with(tracing: Tracing): DynamicModule {
    return {
      module: TracingModule,
      global: true,
      providers: [{ provide: Tracing, useValue: tracing }],
      exports: [Tracing],
    };
  }
}
