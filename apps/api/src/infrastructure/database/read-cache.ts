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
    const cached = this.#cached.get(key);
    if (cached && cached.until > performance.now()) return cached.value;
    if (this.#cached.size >= this.most) this.#cached.clear();
    const value = read();
    this.#cached.set(key, { value, until: performance.now() + this.keepMs });
    value.catch(() => this.forget(key));
    return value;
  }

  forget(key: string): void {
    this.#cached.delete(key);
  }

  forgetAll(): void {
    this.#cached.clear();
  }
}
