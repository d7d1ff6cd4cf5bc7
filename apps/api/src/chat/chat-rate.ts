import { Inject, Injectable } from '@nestjs/common';
import { Refusal } from '@passline/contracts';
import { CONFIG } from '../config/config.module.ts';
import type { Config } from '../config/env.ts';
import { type Rate, TokenBuckets } from '../http/token-buckets.ts';

/** One limit per user for both ways to say something: REST and sockets. Per process, so that nothing is written for it. */
@Injectable()
export class ChatRate {
  readonly #buckets = new TokenBuckets();
  readonly #perMinute: number;
  readonly #rate: Rate;

  constructor(@Inject(CONFIG) { chatPerMinute }: Config) {
    this.#perMinute = chatPerMinute;
    this.#rate = { burst: chatPerMinute, perSecond: chatPerMinute / 60 };
  }

  demand(userId: string): void {
    const retryAfter = this.#buckets.take(userId, this.#rate);
    if (retryAfter > 0)
      throw new Refusal('rate_limited', `No more than ${this.#perMinute} messages a minute: wait a little.`, {
        retryAfter,
      });
  }
}
