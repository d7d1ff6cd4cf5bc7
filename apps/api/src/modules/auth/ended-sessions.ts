const rememberedMs = 30_000;
const capacity = 10_000;

/**
 * Sessions that the store has shown to be over. An ended session stays ended, so its token is refused without another
 * read; otherwise a client that sends such a token in a loop costs a store read each time.
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
    // At the end of the map, so that the front is what expires first.
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
