/** Of the last so many values. */
export class Percentiles {
  readonly #values: number[] = [];
  readonly #most: number;
  #next = 0;

  constructor(most: number) {
    this.#most = most;
  }

  get values(): readonly number[] {
    return this.#values;
  }

  add(value: number): void {
    this.#values[this.#next] = value;
    this.#next = (this.#next + 1) % this.#most;
  }

  /** Null when there is nothing yet. */
  at(share: number): number | null {
    return percentile(this.#values, share);
  }
}

export function percentile(values: readonly number[], share: number): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? null;
}
