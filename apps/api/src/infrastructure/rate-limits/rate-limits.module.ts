import { Global, Module } from '@nestjs/common';
import { SearchQueue } from '../../common/http/search-queue.ts';
import { AccountLimits } from './account-limits.ts';

/**
 * Limits how much one account may change, by HTTP and sockets together, how many accounts one network may register, and
 * how many searches run at once. Attempts to sign in have limits of their own (`LoginThrottle`).
 */
@Global()
@Module({ providers: [AccountLimits, SearchQueue], exports: [AccountLimits, SearchQueue] })
export class RateLimitsModule {}
