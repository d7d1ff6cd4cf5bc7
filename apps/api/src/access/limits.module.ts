import { Global, Module } from '@nestjs/common';
import { AccountLimits } from './account-limits.ts';

/** One set of limits for every way in: HTTP, sockets and the sign-in. */
@Global()
@Module({ providers: [AccountLimits], exports: [AccountLimits] })
export class LimitsModule {}
