import { Refusal } from '@passline/contracts';

/**
 * Runs at most `atOnce` pieces of work at the same time, lets at most `mostWaiting` wait and rejects the others with
 * `unavailable`, so that a flood of expensive requests does not delay all others. Each process has its own.
 */
export class BoundedQueue {
  readonly #waiting: (() => void)[] = [];
  readonly #atOnce: number;
  readonly #mostWaiting: number;
  readonly #refusal: string;
  #running = 0;

  constructor(options: { atOnce: number; mostWaiting: number; refusal: string }) {
    this.#atOnce = options.atOnce;
    this.#mostWaiting = options.mostWaiting;
    this.#refusal = options.refusal;
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running >= this.#atOnce) {
      if (this.#waiting.length >= this.#mostWaiting)
        throw new Refusal('unavailable', this.#refusal, { retryAfter: 2 });
      await new Promise<void>((turn) => this.#waiting.push(turn));
    } else this.#running += 1;
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      // The next one takes this place, so the count of running work stays the same.
      if (next) next();
      else this.#running -= 1;
    }
  }
}
