export interface Rate {
  burst: number;
  perSecond: number;
}

interface Bucket {
  tokens: number;
  at: number;
}

/**
 * Token buckets by key, in this process: it slows one noisy address or socket down and forgets on restart. What must
 * hold across nodes and restarts (guessing passwords) is kept in the store instead.
 */
export class TokenBuckets {
  readonly #buckets = new Map<string, Bucket>();
  readonly #now: () => number;
  readonly #factor: number;
  readonly #most: number;

  constructor(options: { factor?: number; most?: number; now?: () => number } = {}) {
    this.#factor = options.factor ?? 1;
    this.#most = options.most ?? 50_000;
    this.#now = options.now ?? (() => performance.now());
  }

  get size(): number {
    return this.#buckets.size;
  }

  /** Seconds until it may be tried again; 0 when a token was taken. */
  take(key: string, rate: Rate): number {
    const burst = Math.max(1, rate.burst * this.#factor);
    const perSecond = rate.perSecond * this.#factor;
    const now = this.#now();
    const old = this.#buckets.get(key);
    const tokens = old ? Math.min(burst, old.tokens + ((now - old.at) / 1000) * perSecond) : burst;
    // Written again at the end of the map, so that the front is what was untouched for longest.
    this.#buckets.delete(key);
    const allowed = tokens >= 1;
    this.#buckets.set(key, { tokens: allowed ? tokens - 1 : tokens, at: now });
    if (this.#buckets.size > this.#most) this.#forgetOldest();
    return allowed ? 0 : (1 - tokens) / perSecond;
  }

  #forgetOldest(): void {
    let left = Math.ceil(this.#most / 10);
    for (const key of this.#buckets.keys()) {
      if (left-- <= 0) return;
      this.#buckets.delete(key);
    }
  }
}
