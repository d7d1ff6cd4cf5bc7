/**
 * A short cache for data that is read with every order but changes a few times a day. Call `forget` after a write, so that
 * this node never reads an old value; other nodes are behind by at most `keepMs`. A read in progress during `forget` is
 * not cached.
 */
export class ReadCache<T> {
  readonly #cached = new Map<string, { value: Promise<T>; until: number }>();

  constructor(
    private readonly keepMs = 500,
    private readonly most = 1_000,
  ) {}

  async get(key: string, read: () => Promise<T>): Promise<T> {
    const now = performance.now();
    this.#removeExpired(now);
    const cached = this.#cached.get(key);
    if (cached && cached.until > now) return cached.value;
    if (this.#cached.size >= this.most) this.#cached.clear();
    const value = read();
    this.#cached.delete(key);
    this.#cached.set(key, { value, until: now + this.keepMs });
    value.catch(() => this.forget(key));
    return value;
  }

  /** The oldest are first. Without this, each connected user's session and account would stay in memory. */
  #removeExpired(now: number): void {
    for (const [key, { until }] of this.#cached) {
      if (until > now) return;
      this.#cached.delete(key);
    }
  }

  forget(key: string): void {
    this.#cached.delete(key);
  }

  forgetAll(): void {
    this.#cached.clear();
  }
}
