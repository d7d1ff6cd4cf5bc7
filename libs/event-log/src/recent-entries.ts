import type { SequencedPublication } from './stream-entry.ts';

const MOST = 2_000;

/**
 * The newest entries of the log, as this process has delivered them, so that clients that come back together are served
 * without reads. It only answers for a position that it can continue from without a gap.
 */
export class RecentEntries {
  /** By event id, in the order of the log. */
  readonly #byId = new Map<string, SequencedPublication>();
  /** By stream, in the order of the log. */
  readonly #byStream = new Map<string, SequencedPublication[]>();

  get(id: string): SequencedPublication | undefined {
    return this.#byId.get(id);
  }

  /** Call it for each entry of the log in order; after a gap, call `clear` first. */
  add(publication: SequencedPublication): void {
    this.#byId.set(publication.id, publication);
    for (const stream of Object.keys(publication.streams)) {
      const entries = this.#byStream.get(stream);
      if (entries) entries.push(publication);
      else this.#byStream.set(stream, [publication]);
    }
    const [oldest] = this.#byId.values();
    if (this.#byId.size > MOST && oldest) this.#remove(oldest);
  }

  /** Up to `limit` entries of a stream that follow on a number in it. Null if the first of them is not here. */
  after(stream: string, seq: number, limit: number): SequencedPublication[] | null {
    const entries = this.#byStream.get(stream);
    const first = entries?.[0]?.streams[stream];
    if (!entries || first === undefined || first > seq + 1) return null;
    const from = seq + 1 - first;
    return entries.slice(from, from + limit);
  }

  /** Removes the entries of events that happened before this time. */
  expire(before: Date): void {
    for (const entry of this.#byId.values()) {
      if (entry.at >= before) return;
      this.#remove(entry);
    }
  }

  clear(): void {
    this.#byId.clear();
    this.#byStream.clear();
  }

  /** The entry must be the oldest one, so it is the first of each of its streams. */
  #remove(oldest: SequencedPublication): void {
    this.#byId.delete(oldest.id);
    for (const stream of Object.keys(oldest.streams)) {
      const entries = this.#byStream.get(stream);
      entries?.shift();
      if (entries?.length === 0) this.#byStream.delete(stream);
    }
  }
}
