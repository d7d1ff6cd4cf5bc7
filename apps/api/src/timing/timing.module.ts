import { Global, Module } from '@nestjs/common';
import { DueWork } from './due-work.ts';

@Global()
@Module({ providers: [DueWork], exports: [DueWork] })
export class TimingModule {}
