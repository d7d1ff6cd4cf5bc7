import { Global, Module } from '@nestjs/common';
import { SearchQueue } from '../../common/http/search-queue.ts';
import { AccountLimits } from './account-limits.ts';

/** One set of limits for every way in: HTTP, sockets and the sign-in. */
@Global()
@Module({ providers: [AccountLimits, SearchQueue], exports: [AccountLimits, SearchQueue] })
export class LimitsModule {}
