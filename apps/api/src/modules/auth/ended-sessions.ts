const rememberedMs = 30_000;
const capacity = 10_000;

/**
 * Caches sessions that the store reported as over. They never become live again, so their tokens are rejected without
 * another read. Otherwise a client that sends such a token in a loop costs a store read each time.
 */
export class EndedSessions {
  readonly #until = new Map<string, number>();
  readonly #now: () => number;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  get size(): number {
    return this.#until.size;
  }

  add(sessionId: string): void {
    // Moves the session to the end of the map, so that the first entries expire first.
    this.#until.delete(sessionId);
    this.#until.set(sessionId, this.#now() + rememberedMs);
    for (const [oldest, until] of this.#until) {
      if (until > this.#now() && this.#until.size <= capacity) break;
      this.#until.delete(oldest);
    }
  }

  has(sessionId: string): boolean {
    return (this.#until.get(sessionId) ?? 0) > this.#now();
  }
}
