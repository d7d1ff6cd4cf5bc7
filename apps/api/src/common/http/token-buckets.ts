export interface Rate {
  burst: number;
  perSecond: number;
}

/** One token bucket without a key, for callers that keep it with an object of their own, such as a socket. */
export class TokenBucket {
  #tokens: number;
  #at: number;

  constructor({ burst }: Rate, now: number) {
    this.#tokens = burst;
    this.#at = now;
  }

  /** Refills the bucket and returns its tokens. They are negative after a charge. */
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

  /** Takes tokens even if there are none, down to one burst below zero. */
  charge(rate: Rate, now: number, cost: number): void {
    this.#tokens = Math.max(-rate.burst, this.fill(rate, now) - cost);
  }
}

export const times = ({ burst, perSecond }: Rate, factor: number): Rate => ({
  burst: Math.max(1, burst * factor),
  perSecond: perSecond * factor,
});

/**
 * Token buckets by key, in the memory of this process, to slow down one noisy address or socket. They are lost on restart,
 * so limits that must hold across nodes and restarts (password guessing) are in the store instead.
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

  /** Takes tokens and returns 0, or returns the seconds until the next attempt can succeed. */
  take(key: string, rate: Rate, cost = 1): number {
    const scaled = times(rate, this.#factor);
    const now = this.#now();
    const bucket = this.#bucketOf(key, scaled, now);
    return bucket.take(scaled, now, cost) ? 0 : (cost - bucket.fill(scaled, now)) / scaled.perSecond;
  }

  /** Returns the seconds until a token is available, without taking it. */
  wait(key: string, rate: Rate): number {
    const scaled = times(rate, this.#factor);
    const tokens = this.#buckets.get(key)?.fill(scaled, this.#now()) ?? scaled.burst;
    return tokens >= 1 ? 0 : (1 - tokens) / scaled.perSecond;
  }

  /** Takes the tokens even if there are none, for something that has already happened. */
  charge(key: string, rate: Rate, cost: number): void {
    const scaled = times(rate, this.#factor);
    const now = this.#now();
    this.#bucketOf(key, scaled, now).charge(scaled, now, cost);
  }

  #bucketOf(key: string, scaled: Rate, now: number): TokenBucket {
    const bucket = this.#buckets.get(key) ?? new TokenBucket(scaled, now);
    // Reinserting moves the key to the end of the map, so that the first keys are the least recently used.
    this.#buckets.delete(key);
    this.#buckets.set(key, bucket);
    if (this.#buckets.size > this.#most) this.#evictOldest();
    return bucket;
  }

  #evictOldest(): void {
    let left = Math.ceil(this.#most / 10);
    for (const key of this.#buckets.keys()) {
      if (left-- <= 0) return;
      this.#buckets.delete(key);
    }
  }
}
