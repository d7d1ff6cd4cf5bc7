import { Injectable } from '@nestjs/common';
import { Refusal } from '@passline/contracts';
import { BoundedQueue } from './bounded-queue.ts';

const mostEach = 2;

/** One search at a time in each process; one account may have two in it. The others wait or are rejected. */
@Injectable()
export class SearchQueue {
  readonly #queue = new BoundedQueue({
    atOnce: 1,
    mostWaiting: 20,
    refusal: 'Too many searches at once. Try again in a moment.',
  });
  readonly #each = new Map<string, number>();

  async run<T>(accountId: string, search: () => Promise<T>): Promise<T> {
    const running = this.#each.get(accountId) ?? 0;
    if (running >= mostEach)
      throw new Refusal('rate_limited', 'Your last two searches are still running. Wait for them.', {
        retryAfter: 1,
      });
    this.#each.set(accountId, running + 1);
    try {
      return await this.#queue.run(search);
    } finally {
      const left = (this.#each.get(accountId) ?? 1) - 1;
      if (left === 0) this.#each.delete(accountId);
      else this.#each.set(accountId, left);
    }
  }
}
