const MOST_KNOWN = 20_000;

/**
 * The head of each stream as of the log position that this process has reached. Every delivered entry updates it. Open
 * streams are never forgotten; of the others, those that had no entry for longest are. They are kept in two generations,
 * because moving each one to the end of a single map cost more than all else here.
 */
export class StreamHeads {
  readonly #open = new Map<string, number | undefined>();
  #young = new Map<string, number>();
  #old = new Map<string, number>();

  get(stream: string): number | undefined {
    return this.#open.get(stream) ?? this.#young.get(stream) ?? this.#old.get(stream);
  }

  set(stream: string, seq: number): void {
    if (this.#open.has(stream)) {
      this.#open.set(stream, seq);
      return;
    }
    this.#young.set(stream, seq);
    if (this.#young.size < MOST_KNOWN / 2) return;
    this.#old = this.#young;
    this.#young = new Map();
  }

  open(stream: string): void {
    this.#open.set(stream, this.get(stream));
  }

  isOpen(stream: string): boolean {
    return this.#open.has(stream);
  }

  close(stream: string): void {
    const seq = this.#open.get(stream);
    this.#open.delete(stream);
    if (seq !== undefined) this.set(stream, seq);
  }

  clear(): void {
    for (const stream of this.#open.keys()) this.#open.set(stream, undefined);
    this.#young.clear();
    this.#old.clear();
  }
}
