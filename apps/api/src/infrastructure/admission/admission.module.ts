import { Global, Module } from '@nestjs/common';
import { ObservabilityModule } from '../observability/observability.module.ts';
import { Admission } from './admission.ts';
import { StoreWait } from './store-wait.ts';

/** Decides which requests this process has the capacity for. */
@Global()
@Module({ imports: [ObservabilityModule], providers: [Admission, StoreWait], exports: [Admission] })
export class AdmissionModule {}
