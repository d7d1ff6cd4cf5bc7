const mostRemembered = 10_000;

/** Lets one through per key and period: of many that say the same, one is enough. */
export class Recently {
  readonly #until = new Map<string, number>();
  readonly #periodMs: number;
  readonly #now: () => number;

  constructor(periodMs: number, now: () => number = () => performance.now()) {
    this.#periodMs = periodMs;
    this.#now = now;
  }

  isFirst(key: string): boolean {
    const now = this.#now();
    if ((this.#until.get(key) ?? 0) > now) return false;
    // At the end of the map, so that the front is what ends first.
    this.#until.delete(key);
    this.#until.set(key, now + this.#periodMs);
    for (const [old, until] of this.#until) {
      if (until > now && this.#until.size <= mostRemembered) break;
      this.#until.delete(old);
    }
    return true;
  }
}
