import type { Collection } from 'mongodb';
import type { Clock } from './clock.ts';
import { BEGINNING, type StoredEntry, type StreamPosition } from './stream-entry.ts';

/** A hint is far younger than an entry that expires: what follows the hinted head can not have been cut. */
const HINT_AGE_MS = 10 * 60_000;
const MOST_HINTS = 20_000;

/**
 * Where each stream ends. The answer is always in the log: the newest entry, or the mark that the first one
 * carries when all others have expired. Hints save the question; a wrong one costs a duplicate key and a
 * second try, never a gap, since a hinted head did exist.
 */
export class StreamHeads {
  readonly #entries: Collection<StoredEntry>;
  readonly #clock: Clock;
  readonly #hints = new Map<string, { head: StreamPosition; at: number }>();

  constructor(entries: Collection<StoredEntry>, clock: Clock) {
    this.#entries = entries;
    this.#clock = clock;
  }

  async read(stream: string): Promise<StreamPosition> {
    const newest = await this.#entries
      .find({ stream }, { projection: { seq: 1, epoch: 1, cutTo: 1 }, readPreference: 'primary' })
      .sort({ seq: -1 })
      .limit(1)
      .next();
    return newest ? headOf(newest) : BEGINNING;
  }

  async refresh(stream: string): Promise<void> {
    const head = await this.read(stream);
    if (head.seq > 0) this.learn(stream, head);
    else this.forget(stream);
  }

  hint(stream: string): StreamPosition | undefined {
    const hint = this.#hints.get(stream);
    if (hint && this.#clock.now().getTime() - hint.at < HINT_AGE_MS) return hint.head;
    this.#hints.delete(stream);
    return undefined;
  }

  learn(stream: string, head: StreamPosition): void {
    // Deleted first, so that the order of the map is the order of use.
    this.#hints.delete(stream);
    this.#hints.set(stream, { head, at: this.#clock.now().getTime() });
    if (this.#hints.size <= MOST_HINTS) return;
    const [oldest] = this.#hints.keys();
    if (oldest !== undefined) this.#hints.delete(oldest);
  }

  forget(stream: string): void {
    this.#hints.delete(stream);
  }

  forgetAll(): void {
    this.#hints.clear();
  }
}

export const headOf = ({ seq, cutTo, epoch }: Pick<StoredEntry, 'seq' | 'cutTo' | 'epoch'>) => ({
  seq: cutTo ?? seq,
  epoch,
});
