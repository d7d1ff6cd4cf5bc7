const most = 500;

/** Collects durations between two reads. The median ignores a few slow ones, which say nothing about a queue. */
export class LagWindow {
  #ms: number[] = [];
  #next = 0;

  add(ms: number): void {
    this.#ms[this.#next] = ms;
    this.#next = (this.#next + 1) % most;
  }

  /** The median since the last call, of the newest 500; undefined if there were none. */
  take(): number | undefined {
    const sorted = this.#ms.toSorted((a, b) => a - b);
    this.#ms = [];
    this.#next = 0;
    return sorted[Math.floor(sorted.length / 2)];
  }
}
