/**
 * A short cache for data that is read with every order but changes a few times a day. Call `forget` after a write, so that
 * this node never reads an old value; other nodes are behind by at most `keepMs`. A read in progress during `forget` is
 * not cached.
 */
export class Recent<T> {
  readonly #kept = new Map<string, { value: Promise<T>; until: number }>();

  constructor(
    private readonly keepMs = 500,
    private readonly most = 1_000,
  ) {}

  async get(key: string, read: () => Promise<T>): Promise<T> {
    const kept = this.#kept.get(key);
    if (kept && kept.until > performance.now()) return kept.value;
    if (this.#kept.size >= this.most) this.#kept.clear();
    const value = read();
    this.#kept.set(key, { value, until: performance.now() + this.keepMs });
    value.catch(() => this.forget(key));
    return value;
  }

  forget(key: string): void {
    this.#kept.delete(key);
  }
}
