const keptMs = 30_000;
const most = 10_000;

/**
 * Sessions that were found ended a moment ago. An ended session stays ended, so its token is refused without asking the
 * store again: otherwise whoever sends such a token in a loop has the store read for every one.
 */
export class EndedSessions {
  readonly #until = new Map<string, number>();
  readonly #now: () => number;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  add(sessionId: string): void {
    this.#until.delete(sessionId);
    this.#until.set(sessionId, this.#now() + keptMs);
    for (const [old, until] of this.#until) {
      if (until > this.#now() && this.#until.size <= most) break;
      this.#until.delete(old);
    }
  }

  has(sessionId: string): boolean {
    return (this.#until.get(sessionId) ?? 0) > this.#now();
  }
}
