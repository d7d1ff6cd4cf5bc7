/**
 * What was read a moment ago, for things that are read with every order and change a few times a day. On this node a
 * write forgets it at once (call `forget` after the write), so nobody here reads what they have just changed; another
 * node is behind by `keepMs` at most. A read that was under way while it was forgotten is not kept.
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
