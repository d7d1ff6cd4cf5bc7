const most = 500;

/**
 * Collects measured durations; each read of their median starts anew. The median, because a few slow requests do not mean
 * that all requests wait.
 */
export class RecentDurations {
  #ms: number[] = [];
  #next = 0;

  add(ms: number): void {
    this.#ms[this.#next] = ms;
    this.#next = (this.#next + 1) % most;
  }

  /** The median since the last call, of the newest 500; undefined if there were none. */
  takeMedian(): number | undefined {
    const sorted = this.#ms.toSorted((a, b) => a - b);
    this.#ms = [];
    this.#next = 0;
    return sorted[Math.floor(sorted.length / 2)];
  }
}
