import type { Collection, Filter } from 'mongodb';
import type { Connection } from 'mongoose';
import { systemClock, type Clock } from './clock.ts';
import { LogTail, type TailListener } from './log-tail.ts';
import { LogWriter } from './log-writer.ts';
import { silentLogger, type Logger } from './logger.ts';
import {
  BEGINNING,
  fromStored,
  type Publication,
  type SequencedPublication,
  type StoredMark,
  type StoredPublication,
  type StreamPosition,
} from './stream-entry.ts';
import { expire } from './stream-expiry.ts';

export interface StreamLogOptions {
  connection: Connection;
  clock?: Clock;
  logger?: Logger;
  /** Entries older than this are removed. */
  retentionMs?: number;
  expireEveryMs?: number;
  /** How long a gap between messages of other nodes may last before the log is read. */
  gapPatienceMs?: number;
}

export interface Missed {
  /** In order, without a gap, beginning right after the position that was asked for. */
  entries: SequencedPublication[];
  /** True: the log can not tell what was missed. Entries are empty; load a snapshot and go on from `head`. */
  resync: boolean;
  /** Where the stream ends; past the last entry when there are more than `limit`. */
  head: StreamPosition;
}

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;
const PAGE = 500;
const REDACTED_AT_ONCE = 1_000;

/**
 * The durable feeds: one log with a gapless sequence, and in it for each stream a gapless sequence of its own. Each
 * event is in it once. A node follows the log in its order; a client reads a stream from any position, and a position
 * that the log can not continue (expired, restored, of another life) is answered with `resync`, never with a hole.
 */
export class StreamLog {
  readonly #connection: Connection;
  readonly #entries: Collection<StoredPublication>;
  readonly #marks: Collection<StoredMark>;
  readonly #tail: LogTail;
  readonly #writer: LogWriter;
  readonly #appended = new Set<(publications: readonly SequencedPublication[]) => void>();
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #retentionMs: number;
  readonly #expireEveryMs: number;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: StreamLogOptions) {
    const { connection, gapPatienceMs } = options;
    this.#connection = connection;
    this.#clock = options.clock ?? systemClock;
    this.#logger = options.logger ?? silentLogger;
    this.#retentionMs = options.retentionMs ?? 7 * DAY_MS;
    this.#expireEveryMs = options.expireEveryMs ?? HOUR_MS;
    this.#entries = connection.collection<StoredPublication>('event_log');
    this.#marks = connection.collection<StoredMark>('event_log_marks');
    this.#tail = new LogTail({
      entries: this.#entries,
      marks: this.#marks,
      onError: (error) => this.#logger.error('an entry of the log could not be passed on', { error }),
      ...(gapPatienceMs !== undefined && { gapPatienceMs }),
    });
    this.#writer = new LogWriter({
      entries: this.#entries,
      tail: this.#tail,
      clock: this.#clock,
      onAppended: (publications) => {
        for (const listener of this.#appended) listener(publications);
      },
    });
  }

  async ensureIndexes(): Promise<void> {
    await this.#dropPredecessor();
    await this.#entries.createIndexes([
      // Serves `append`: an event is in the log once, however often it is relayed.
      { key: { eventId: 1 }, unique: true },
      // Serves `after` and the end of a stream.
      { key: { streams: 1, _id: 1 } },
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
    this.#tail.stop();
  }

  /**
   * Answers in the order that was asked, once all are on disk and were passed on to this process' listeners. Appending
   * an event again finds its place.
   */
  append(publications: readonly Publication[]): Promise<SequencedPublication[]> {
    return Promise.all(publications.map((publication) => this.#writer.append(publication)));
  }

  /** Told of what this process has added to the log, for those who tell other nodes. */
  onAppended(listener: (publications: readonly SequencedPublication[]) => void): void {
    this.#appended.add(listener);
  }

  /** From now on the listener gets every entry of the log, from all nodes, once and in order. */
  async follow(listener: TailListener): Promise<() => void> {
    await this.#tail.open();
    return this.#tail.listen(listener);
  }

  /** What another node has told of: it is passed on when its turn has come. */
  offer(publications: readonly SequencedPublication[]): void {
    this.#tail.offer(publications);
  }

  /** Reads what other nodes have written since; answers how many entries that were. */
  read(): Promise<number> {
    return this.#tail.read();
  }

  /** How far this process has followed the log. */
  get position(): number {
    return this.#tail.position;
  }

  /** How many entries reached this process by reading, not by a message. */
  get readFromLog(): number {
    return this.#tail.readFromLog;
  }

  /** From now on `positionOf` knows this stream, until it is closed. */
  async open(stream: string): Promise<void> {
    this.#tail.openStream(stream);
    await this.#tail.learn([stream]);
  }

  close(stream: string): void {
    this.#tail.closeStream(stream);
  }

  /** Where a stream stands for this process: it has followed the log up to there. Null: the stream is not open. */
  positionOf(stream: string): StreamPosition | null {
    const seq = this.#tail.isOpen(stream) ? this.#tail.headOf(stream) : undefined;
    return seq === undefined ? null : this.#headAt(seq);
  }

  /** Where a stream ends now, also if other nodes have just written to it. */
  async head(stream: string): Promise<StreamPosition> {
    await this.#tail.read();
    await this.#tail.learn([stream]);
    return this.#headAt(this.#tail.headOf(stream) ?? 0);
  }

  async heads(streams: readonly string[]): Promise<Map<string, StreamPosition>> {
    await this.#tail.read();
    await this.#tail.learn(streams);
    return new Map(streams.map((stream) => [stream, this.#headAt(this.#tail.headOf(stream) ?? 0)]));
  }

  /**
   * What came after a position, as far as this process has followed the log: what comes later is still to be passed on
   * to its listeners. Nothing is read for a client that has missed nothing.
   */
  async after(stream: string, from: StreamPosition, limit = PAGE): Promise<Missed> {
    await this.#tail.learn([stream]);
    // The client comes from a node that was further.
    if (from.seq > (this.#tail.headOf(stream) ?? 0)) await this.#tail.read();
    const upTo = this.#tail.position;
    const head = this.#headAt(this.#tail.headOf(stream) ?? 0);
    const resync: Missed = { entries: [], resync: true, head };
    const missed = head.seq - from.seq;
    if (missed < 0 || (from.seq > 0 && from.epoch !== head.epoch)) return resync;
    if (missed === 0) return { entries: [], resync: false, head };
    const newestFirst = await this.#entries
      .find({ streams: stream, _id: { $lte: upTo } }, { readPreference: 'primary' })
      .sort({ _id: -1 })
      .skip(Math.max(0, missed - limit))
      .limit(Math.min(missed, limit))
      .toArray();
    const entries = newestFirst.reverse();
    const publications = entries.map(fromStored);
    const gapless =
      publications.length === Math.min(missed, limit) &&
      publications.every(
        ({ streams, epoch }, index) => streams[stream] === from.seq + 1 + index && epoch === head.epoch,
      );
    if (!gapless || entries.some(({ expired }) => expired)) return resync;
    return { entries: publications, resync: false, head };
  }

  /**
   * Takes out of entries what must no longer be kept. They keep their places, so a reader notices only what is missing.
   * `redact` gets what fits and answers what is to stand there instead, or null to leave it. Answers how many entries
   * were changed.
   */
  async redact(
    fits: Filter<{ streams: string; [path: `data.${string}`]: unknown }>,
    redact: (entry: SequencedPublication) => unknown,
  ): Promise<number> {
    let changed = 0;
    const [first] = await this.#entries
      .find({}, { projection: { _id: 1 }, readPreference: 'primary' })
      .sort({ _id: 1 })
      .limit(1)
      .toArray();
    await this.#tail.read();
    // A part of the log at a time: no single query scans all of it.
    for (let from = first?._id ?? 1; from <= this.#tail.position; from += REDACTED_AT_ONCE) {
      const part = { _id: { $gte: from, $lt: from + REDACTED_AT_ONCE }, expired: { $exists: false } };
      const found = this.#entries.find({ ...fits, ...part } as Filter<StoredPublication>, {
        readPreference: 'primary',
      });
      for await (const entry of found) {
        const data = redact(fromStored(entry));
        if (data === null) continue;
        // Only if it is still whole: its data may have expired meanwhile.
        const { modifiedCount } = await this.#entries.updateOne(
          { _id: entry._id, expired: { $exists: false } },
          { $set: { data } },
        );
        changed += modifiedCount;
      }
    }
    return changed;
  }

  /** Answers how many entries have expired. */
  expire(): Promise<number> {
    return expire(this.#entries, this.#marks, new Date(this.#clock.now().getTime() - this.#retentionMs));
  }

  /**
   * After a backup was restored: the log ends earlier than what clients have seen. Emptied, it begins a new life with a
   * new epoch, and every client loads a snapshot. Restart the nodes with it.
   */
  async startOver(): Promise<void> {
    await this.#entries.deleteMany({});
    await this.#marks.deleteMany({});
    this.#tail.startOver();
  }

  /** Version 0.1 kept one entry per stream. Nothing reads them any more, and they hold what people ordered. */
  async #dropPredecessor(): Promise<void> {
    const names = await this.#connection.listCollections();
    if (names.some(({ name }) => name === 'stream_log')) await this.#connection.dropCollection('stream_log');
  }

  #headAt(seq: number): StreamPosition {
    return seq === 0 ? BEGINNING : { seq, epoch: this.#tail.epoch };
  }
}
