import { Global, Module } from '@nestjs/common';
import { SearchQueue } from '../../common/http/search-queue.ts';
import { AccountLimits } from './account-limits.ts';

/** The same rate limits for HTTP, sockets and sign-in. */
@Global()
@Module({ providers: [AccountLimits, SearchQueue], exports: [AccountLimits, SearchQueue] })
export class RateLimitsModule {}
