import { Refusal } from '@passline/contracts';

interface Waiting {
  key: string;
  start: () => void;
}

interface Bounds {
  atOnce: number;
  mostWaiting: number;
  /** The limit per key. Without it, one key may use the whole queue. */
  mostWaitingEach?: number;
  refusal: string;
}

/**
 * Runs at most `atOnce` pieces of work at the same time, queues at most `mostWaiting` and rejects the others with
 * `unavailable`, so that a flood of expensive requests does not delay all others. Each process has its own queue.
 */
export class BoundedQueue {
  readonly #waiting: Waiting[] = [];
  #running = 0;

  constructor(private readonly bounds: Bounds) {}

  get running(): number {
    return this.#running;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  async run<T>(work: () => Promise<T>, key = ''): Promise<T> {
    if (this.#running < this.bounds.atOnce) this.#running += 1;
    else await this.#enqueue(key);
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      // The oldest entry takes over this slot before a new arrival can.
      if (next) next.start();
      else this.#running -= 1;
    }
  }

  #enqueue(key: string): Promise<void> {
    const { mostWaiting, mostWaitingEach = mostWaiting, refusal } = this.bounds;
    if (this.#waiting.length >= mostWaiting || this.#waitingOf(key) >= mostWaitingEach)
      throw new Refusal('unavailable', refusal, { retryAfter: 2 });
    return new Promise((start) => this.#waiting.push({ key, start }));
  }

  #waitingOf(key: string): number {
    return this.#waiting.filter((one) => one.key === key).length;
  }
}
