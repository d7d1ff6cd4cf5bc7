import { Injectable } from '@nestjs/common';
import { Refusal } from '@passline/contracts';
import { BoundedQueue } from './bounded-queue.ts';

const mostPerAccount = 2;

/** Runs one search at a time in each process; the others wait. One account may have two searches running or waiting. */
@Injectable()
export class SearchQueue {
  readonly #queue = new BoundedQueue({
    atOnce: 1,
    mostWaiting: 20,
    refusal: 'The server has too many searches in its queue. Try again in a moment.',
  });
  readonly #runningByAccount = new Map<string, number>();

  async run<T>(accountId: string, search: () => Promise<T>): Promise<T> {
    const running = this.#runningByAccount.get(accountId) ?? 0;
    if (running >= mostPerAccount)
      throw new Refusal(
        'rate_limited',
        'Two of your searches are still running. Wait until one of them has finished.',
        {
          retryAfter: 1,
        },
      );
    this.#runningByAccount.set(accountId, running + 1);
    try {
      return await this.#queue.run(search);
    } finally {
      const left = (this.#runningByAccount.get(accountId) ?? 1) - 1;
      if (left === 0) this.#runningByAccount.delete(accountId);
      else this.#runningByAccount.set(accountId, left);
    }
  }
}
