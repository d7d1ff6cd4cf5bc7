import { Refusal } from '@passline/contracts';

interface QueuedHandshake {
  address: string;
  start: () => void;
}

/**
 * Bounds the store reads of handshakes: how many run at once, how many wait, and how many of those may come from one
 * address (half). Without it a burst of handshakes queues reads without limit, and every other request waits behind them.
 */
export class HandshakeQueue {
  readonly #concurrency: number;
  readonly #capacity: number;
  readonly #queued: QueuedHandshake[] = [];
  readonly #queuedByAddress = new Map<string, number>();
  #running = 0;

  constructor(concurrency: number, capacity: number) {
    this.#concurrency = concurrency;
    this.#capacity = capacity;
  }

  get running(): number {
    return this.#running;
  }

  get waiting(): number {
    return this.#queued.length;
  }

  async run<T>(address: string, work: () => Promise<T>): Promise<T> {
    if (this.#running < this.#concurrency) this.#running += 1;
    else await this.#enqueue(address);
    try {
      return await work();
    } finally {
      // The slot goes straight to the oldest in the queue, so a new arrival cannot take it first.
      const next = this.#queued.shift();
      if (next) {
        this.#count(next.address, -1);
        next.start();
      } else this.#running -= 1;
    }
  }

  #enqueue(address: string): Promise<void> {
    const ofAddress = this.#queuedByAddress.get(address) ?? 0;
    if (this.#queued.length >= this.#capacity || ofAddress >= this.#capacity / 2)
      throw new Refusal('unavailable', 'Too many clients are connecting at the same time: try again.', {
        retryAfter: 2,
      });
    this.#count(address, 1);
    return new Promise((start) => this.#queued.push({ address, start }));
  }

  #count(address: string, by: number): void {
    const count = (this.#queuedByAddress.get(address) ?? 0) + by;
    if (count > 0) this.#queuedByAddress.set(address, count);
    else this.#queuedByAddress.delete(address);
  }
}
