import { Global, Module } from '@nestjs/common';
import { Scheduler } from './scheduled-task.ts';

@Global()
@Module({ providers: [Scheduler], exports: [Scheduler] })
export class SchedulerModule {}
