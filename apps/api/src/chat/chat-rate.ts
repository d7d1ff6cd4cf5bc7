import { Injectable } from '@nestjs/common';
import { Refusal } from '@passline/contracts';
import { type Rate, TokenBuckets } from '../http/token-buckets.ts';

const perMinute = 30;
const rate: Rate = { burst: perMinute, perSecond: perMinute / 60 };

/** One limit per user for both ways to say something: REST and sockets. Per process, so that nothing is written for it. */
@Injectable()
export class ChatRate {
  readonly #buckets = new TokenBuckets();

  demand(userId: string): void {
    const retryAfter = this.#buckets.take(userId, rate);
    if (retryAfter > 0)
      throw new Refusal('rate_limited', `No more than ${perMinute} messages a minute: wait a little.`, {
        retryAfter,
      });
  }
}
