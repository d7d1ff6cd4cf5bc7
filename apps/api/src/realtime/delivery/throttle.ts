const capacity = 10_000;

/** Allows one event per key and period. */
export class Throttle {
  readonly #until = new Map<string, number>();
  readonly #periodMs: number;
  readonly #now: () => number;

  constructor(periodMs: number, now: () => number = () => performance.now()) {
    this.#periodMs = periodMs;
    this.#now = now;
  }

  allows(key: string): boolean {
    const now = this.#now();
    if ((this.#until.get(key) ?? 0) > now) return false;
    // Moves the key to the end of the map, so that the first keys expire first.
    this.#until.delete(key);
    this.#until.set(key, now + this.#periodMs);
    for (const [old, until] of this.#until) {
      if (until > now && this.#until.size <= capacity) break;
      this.#until.delete(old);
    }
    return true;
  }
}
