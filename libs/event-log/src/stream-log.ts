import type { Collection, Filter } from 'mongodb';
import type { Connection } from 'mongoose';
import { systemClock, type Clock } from './clock.ts';
import { silentLogger, type Logger } from './logger.ts';
import { StreamAppending, type Appended } from './stream-appending.ts';
import {
  BEGINNING,
  type StoredEntry,
  type StreamAppend,
  type StreamEntry,
  type StreamPosition,
} from './stream-entry.ts';
import { expire } from './stream-expiry.ts';
import { headOf, StreamHeads } from './stream-heads.ts';

export interface StreamLogOptions {
  connection: Connection;
  clock?: Clock;
  logger?: Logger;
  /** Entries older than this are removed. */
  retentionMs?: number;
  expireEveryMs?: number;
}

export interface Missed {
  /** In order, without a gap, beginning right after the position that was asked for. */
  entries: StreamEntry[];
  /** True: the log can not tell what was missed. Entries are empty; load a snapshot and go on from `head`. */
  resync: boolean;
  /** Where the stream ends; past the last entry when there are more than `limit`. */
  head: StreamPosition;
}

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;
/** Clocks of nodes differ, and a write may be on its way for a while after it was stamped. */
const SKEW_MS = 2_000;
const PAGE = 500;

/**
 * The durable feeds: per stream a gapless sequence, each event once, read from any position. A position that
 * the log can not continue (cut, restored, of another life) is answered with `resync`, never with a hole.
 */
export class StreamLog {
  readonly #entries: Collection<StoredEntry>;
  readonly #heads: StreamHeads;
  readonly #appending: StreamAppending;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #retentionMs: number;
  readonly #expireEveryMs: number;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: StreamLogOptions) {
    this.#clock = options.clock ?? systemClock;
    this.#logger = options.logger ?? silentLogger;
    this.#retentionMs = options.retentionMs ?? 7 * DAY_MS;
    this.#expireEveryMs = options.expireEveryMs ?? 60 * 60_000;
    this.#entries = options.connection.collection<StoredEntry>('stream_log');
    this.#heads = new StreamHeads(this.#entries, this.#clock);
    this.#appending = new StreamAppending(this.#entries, this.#heads, this.#clock);
  }

  async ensureIndexes(): Promise<void> {
    await this.#entries.createIndexes([
      // Serves `after` and the head; its uniqueness is what makes a sequence gapless.
      { key: { stream: 1, seq: 1 }, unique: true },
      // Serves `since` and expiry.
      { key: { loggedAt: 1 } },
    ]);
  }

  /** Removes expired entries from time to time. */
  start(): void {
    this.#timer ??= setInterval(() => {
      this.expire().catch((error: unknown) => this.#logger.warn('expiry failed', { error }));
    }, this.#expireEveryMs).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Answers in the order that was asked, once all are on disk. Appending an event again finds its place. */
  append(entries: readonly StreamAppend[]): Promise<Appended[]> {
    return Promise.all(entries.map((entry) => this.#appending.append(entry)));
  }

  head(stream: string): Promise<StreamPosition> {
    return this.#heads.read(stream);
  }

  async heads(streams: readonly string[]): Promise<Map<string, StreamPosition>> {
    return new Map(
      await Promise.all(streams.map(async (stream) => [stream, await this.head(stream)] as const)),
    );
  }

  /** What came after a position. The entry at the position itself is read too: it proves the position. */
  async after(stream: string, position: StreamPosition, limit = PAGE): Promise<Missed> {
    const found = await this.#entries
      .find({ stream, seq: { $gte: position.seq } }, { readPreference: 'primary' })
      .sort({ seq: 1 })
      .limit(limit + 1)
      .toArray();
    const newest = found.length <= limit ? found.at(-1) : undefined;
    // Nothing at all was there. To look for the end now might find the first entry, which nobody has missed yet.
    const wasEmpty = found.length === 0 && position.seq === 0;
    const head = newest ? headOf(newest) : wasEmpty ? BEGINNING : await this.head(stream);
    const missed = found.filter(({ seq }) => seq > position.seq);
    const sameLife = position.seq === 0 || position.epoch === head.epoch;
    const gapless = missed.every(
      ({ seq, epoch, cutTo }, index) =>
        seq === position.seq + 1 + index && epoch === head.epoch && cutTo === undefined,
    );
    const reachesHead = missed.length > 0 || head.seq === position.seq;
    if (!sameLife || !gapless || !reachesHead) return { entries: [], resync: true, head };
    return { entries: missed.slice(0, limit).map(toEntry), resync: false, head };
  }

  /**
   * For the sweep of a gateway: what came into the log since `from`, less an allowance for clocks that
   * differ, so the same entry comes several times. `wanted` is asked with places only, and only wanted
   * entries are read whole. Pages are in the order of each stream. The next `from` is the time at which this
   * sweep began.
   */
  async *since(
    from: Date,
    wanted: (place: { stream: string; seq: number }) => boolean = () => true,
  ): AsyncGenerator<StreamEntry[]> {
    const places: { _id: string; stream: string; seq: number }[] = [];
    const candidates = this.#entries.find(
      { loggedAt: { $gte: new Date(from.getTime() - SKEW_MS) } },
      { projection: { stream: 1, seq: 1 }, readPreference: 'primary' },
    );
    for await (const { _id, stream, seq } of candidates) {
      if (wanted({ stream, seq })) places.push({ _id, stream, seq });
    }
    places.sort((a, b) => (a.stream < b.stream ? -1 : a.stream > b.stream ? 1 : a.seq - b.seq));
    for (let start = 0; start < places.length; start += PAGE) {
      const keys = places.slice(start, start + PAGE).map(({ _id }) => _id);
      const found = await this.#entries.find({ _id: { $in: keys } }, { readPreference: 'primary' }).toArray();
      const byKey = new Map(found.map((entry) => [entry._id, entry]));
      yield keys.flatMap((key) => {
        const entry = byKey.get(key);
        return entry && entry.cutTo === undefined ? [toEntry(entry)] : [];
      });
    }
  }

  /**
   * Takes out of entries what must no longer be kept. They keep their places, so nobody who reads on notices but by
   * what is missing. `redact` gets what fits, an hour of the log at a time, and answers what is to stand there instead,
   * or null to leave it. Answers how many were changed.
   */
  async redact(
    fits: Filter<{ stream: string; [path: `data.${string}`]: unknown }>,
    redact: (entry: StreamEntry) => unknown,
  ): Promise<number> {
    let changed = 0;
    const end = this.#clock.now().getTime() + SKEW_MS;
    const beginning = end - this.#retentionMs - this.#expireEveryMs;
    for (let from = beginning; from <= end; from += HOUR_MS) {
      const found = this.#entries.find(
        { ...fits, loggedAt: { $gte: new Date(from), $lt: new Date(from + HOUR_MS) } } as Filter<StoredEntry>,
        { readPreference: 'primary' },
      );
      for await (const entry of found) {
        const data = entry.cutTo === undefined ? redact(toEntry(entry)) : null;
        if (data === null) continue;
        // Only if it is still whole: its data may have expired meanwhile.
        const { modifiedCount } = await this.#entries.updateOne(
          { _id: entry._id, loggedAt: { $exists: true } },
          { $set: { data } },
        );
        changed += modifiedCount;
      }
    }
    return changed;
  }

  /** Answers how many entries were removed. */
  expire(): Promise<number> {
    return expire(this.#entries, new Date(this.#clock.now().getTime() - this.#retentionMs));
  }

  /**
   * After a backup was restored: the log ends earlier than what clients have seen. Emptied, every stream
   * begins a new life with a new epoch, and every client loads a snapshot. Restart the nodes with it.
   */
  async startOver(): Promise<void> {
    await this.#entries.deleteMany({});
    this.#heads.forgetAll();
  }
}

function toEntry({ stream, seq, epoch, eventId, type, at, data }: StoredEntry): StreamEntry {
  return { stream, seq, epoch, eventId, type, at, data };
}
