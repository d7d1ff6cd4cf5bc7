import { Refusal } from '@passline/contracts';

interface Waiting {
  address: string;
  begin: () => void;
}

/**
 * Bounds what handshakes ask of the store: so many at once, so many waiting, and of one address at most half of the
 * waiting places. Without it a burst of handshakes queues reads without limit, and every other request behind them.
 */
export class HandshakeQueue {
  readonly #atOnce: number;
  readonly #mostWaiting: number;
  readonly #waiting: Waiting[] = [];
  readonly #waitingByAddress = new Map<string, number>();
  #running = 0;

  constructor(atOnce: number, mostWaiting: number) {
    this.#atOnce = atOnce;
    this.#mostWaiting = mostWaiting;
  }

  get running(): number {
    return this.#running;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  async run<T>(address: string, work: () => Promise<T>): Promise<T> {
    // The place of the one before is handed on, so that nobody overtakes who waits.
    if (this.#running < this.#atOnce) this.#running += 1;
    else await this.#turn(address);
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next) {
        this.#count(next.address, -1);
        next.begin();
      } else this.#running -= 1;
    }
  }

  #turn(address: string): Promise<void> {
    const ofAddress = this.#waitingByAddress.get(address) ?? 0;
    if (this.#waiting.length >= this.#mostWaiting || ofAddress >= this.#mostWaiting / 2)
      throw new Refusal('unavailable', 'Too many clients connect at once: try again.', { retryAfter: 2 });
    this.#count(address, 1);
    return new Promise((begin) => this.#waiting.push({ address, begin }));
  }

  #count(address: string, by: number): void {
    const count = (this.#waitingByAddress.get(address) ?? 0) + by;
    if (count > 0) this.#waitingByAddress.set(address, count);
    else this.#waitingByAddress.delete(address);
  }
}
