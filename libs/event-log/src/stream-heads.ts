const MOST_KNOWN = 20_000;

/**
 * The last place of each stream, as of the log's position that this process has read up to. Every entry that is read
 * updates it. Streams that are open are never evicted; of the others the least recently used ones are.
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

  /** Deleted first, so that the order of the map is the order of use. */
  #touch(stream: string, seq: number): void {
    this.#known.delete(stream);
    this.#known.set(stream, seq);
  }
}
