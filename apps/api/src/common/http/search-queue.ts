import { Injectable } from '@nestjs/common';
import { Refusal } from '@passline/contracts';
import { BoundedQueue } from './bounded-queue.ts';

const maxPerAccount = 2;

/**
 * Runs one search at a time in each process, because a search may read many documents and would delay the commands of a
 * kitchen. The others wait. One account may have two searches running or waiting.
 */
@Injectable()
export class SearchQueue {
  readonly #queue = new BoundedQueue({
    atOnce: 1,
    mostWaiting: 20,
    refusal: 'Too many searches are waiting. Try again in a moment.',
  });
  readonly #inProgressByAccount = new Map<string, number>();

  async run<T>(accountId: string, search: () => Promise<T>): Promise<T> {
    const inProgress = this.#inProgressByAccount.get(accountId) ?? 0;
    if (inProgress >= maxPerAccount)
      throw new Refusal(
        'rate_limited',
        'You already have two searches in progress. Wait until one has finished.',
        {
          retryAfter: 1,
        },
      );
    this.#inProgressByAccount.set(accountId, inProgress + 1);
    try {
      return await this.#queue.run(search);
    } finally {
      const left = (this.#inProgressByAccount.get(accountId) ?? 1) - 1;
      if (left === 0) this.#inProgressByAccount.delete(accountId);
      else this.#inProgressByAccount.set(accountId, left);
    }
  }
}
