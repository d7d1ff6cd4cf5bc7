const MOST_KNOWN = 20_000;

/**
 * The head of each stream as of the log position that this process has reached. Every delivered entry updates it. Open
 * streams are never evicted; of the others the least recently used are.
 */
export class StreamHeads {
  readonly #known = new Map<string, number>();
  readonly #open = new Set<string>();

  get(stream: string): number | undefined {
    return this.#known.get(stream);
  }

  set(stream: string, seq: number): void {
    this.#touch(stream, seq);
    while (this.#known.size - this.#open.size > MOST_KNOWN) {
      const [oldest] = this.#known;
      if (!oldest) return;
      if (this.#open.has(oldest[0])) this.#touch(...oldest);
      else this.#known.delete(oldest[0]);
    }
  }

  open(stream: string): void {
    this.#open.add(stream);
  }

  isOpen(stream: string): boolean {
    return this.#open.has(stream);
  }

  close(stream: string): void {
    this.#open.delete(stream);
  }

  clear(): void {
    this.#known.clear();
  }

  /** Deletes first, so that the map is ordered by last use. */
  #touch(stream: string, seq: number): void {
    this.#known.delete(stream);
    this.#known.set(stream, seq);
  }
}
