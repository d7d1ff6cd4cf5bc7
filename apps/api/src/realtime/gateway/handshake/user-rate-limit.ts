import { Inject, Injectable } from '@nestjs/common';
import { CONFIG } from '../../../common/config/config.module.ts';
import type { Config } from '../../../common/config/env.ts';
import { type Rate, TokenBuckets } from '../../../common/http/token-buckets.ts';

/**
 * How often one user may connect. All devices of a user reconnect together after a restart, and several restarts may
 * follow each other. A user whose connections were closed for flooding waits longer; other users at the same address
 * do not.
 */
@Injectable()
export class UserRateLimit {
  readonly #buckets: TokenBuckets;
  readonly #rate: Rate;

  constructor(@Inject(CONFIG) { sockets, rateLimitFactor }: Pick<Config, 'sockets' | 'rateLimitFactor'>) {
    this.#buckets = new TokenBuckets({ factor: rateLimitFactor });
    this.#rate = { burst: sockets.perUser * 6, perSecond: sockets.perUser / 5 };
  }

  /** Seconds until this user may connect again; 0: now. */
  take(userId: string): number {
    return this.#buckets.take(userId, this.#rate);
  }

  /** Three floods empty a full bucket. */
  chargeForFlooding(userId: string): void {
    this.#buckets.charge(userId, this.#rate, this.#rate.burst / 3);
  }
}
