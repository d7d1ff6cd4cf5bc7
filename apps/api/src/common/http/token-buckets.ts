export interface Rate {
  burst: number;
  perSecond: number;
}

/** One bucket of tokens, without a key: for whatever keeps it beside something that it has anyway. */
export class TokenBucket {
  #tokens: number;
  #at: number;

  constructor({ burst }: Rate, now: number) {
    this.#tokens = burst;
    this.#at = now;
  }

  /** What is in it now. Negative after a charge: it has to fill up to zero first. */
  fill({ burst, perSecond }: Rate, now: number): number {
    this.#tokens = Math.min(burst, this.#tokens + ((now - this.#at) / 1000) * perSecond);
    this.#at = now;
    return this.#tokens;
  }

  take(rate: Rate, now: number, cost = 1): boolean {
    if (this.fill(rate, now) < cost) return false;
    this.#tokens -= cost;
    return true;
  }

  /** Takes tokens that it may not have, down to one burst below zero. */
  charge(rate: Rate, now: number, cost: number): void {
    this.#tokens = Math.max(-rate.burst, this.fill(rate, now) - cost);
  }
}

export const times = ({ burst, perSecond }: Rate, factor: number): Rate => ({
  burst: Math.max(1, burst * factor),
  perSecond: perSecond * factor,
});

/**
 * Token buckets by key, in this process: it slows one noisy address or socket down and forgets on restart. What must
 * hold across nodes and restarts (guessing passwords) is kept in the store instead.
 */
export class TokenBuckets {
  readonly #buckets = new Map<string, TokenBucket>();
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
  take(key: string, rate: Rate, cost = 1): number {
    const scaled = times(rate, this.#factor);
    const now = this.#now();
    const bucket = this.#bucketOf(key, scaled, now);
    return bucket.take(scaled, now, cost) ? 0 : (cost - bucket.fill(scaled, now)) / scaled.perSecond;
  }

  /** Seconds until a token could be taken, without taking it; 0 when there is one. */
  wait(key: string, rate: Rate): number {
    const scaled = times(rate, this.#factor);
    const tokens = this.#buckets.get(key)?.fill(scaled, this.#now()) ?? scaled.burst;
    return tokens >= 1 ? 0 : (1 - tokens) / scaled.perSecond;
  }

  /** For something that has happened already: takes the tokens whether they are there or not. */
  charge(key: string, rate: Rate, cost: number): void {
    const scaled = times(rate, this.#factor);
    const now = this.#now();
    this.#bucketOf(key, scaled, now).charge(scaled, now, cost);
  }

  #bucketOf(key: string, scaled: Rate, now: number): TokenBucket {
    const bucket = this.#buckets.get(key) ?? new TokenBucket(scaled, now);
    // Written again at the end of the map, so that the front is what was untouched for longest.
    this.#buckets.delete(key);
    this.#buckets.set(key, bucket);
    if (this.#buckets.size > this.#most) this.#forgetOldest();
    return bucket;
  }

  #forgetOldest(): void {
    let left = Math.ceil(this.#most / 10);
    for (const key of this.#buckets.keys()) {
      if (left-- <= 0) return;
      this.#buckets.delete(key);
    }
  }
}
