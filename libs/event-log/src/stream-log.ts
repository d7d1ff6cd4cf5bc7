import type { Collection } from 'mongodb';
import type { Connection } from 'mongoose';
import { systemClock, type Clock } from './clock.ts';
import type { EventTracing } from './event-tracing.ts';
import { newId } from './new-id.ts';
import { LogTail, type TailListener } from './log-tail.ts';
import { LogWriter } from './log-writer.ts';
import { silentLogger, type Logger } from './logger.ts';
import {
  BEGINNING,
  fromStored,
  REDACTIONS,
  type Publication,
  type SequencedPublication,
  type StoredMark,
  type StoredPublication,
  type StreamPosition,
} from './stream-entry.ts';
import { removeExpiredEntries } from './expired-entries.ts';
import { type EntryFilter, redactEntries } from './redacted-entries.ts';

export interface StreamLogOptions {
  connection: Connection;
  clock?: Clock;
  logger?: Logger;
  tracing?: EventTracing;
  /** Entries older than this are removed. */
  retentionMs?: number;
  expireEveryMs?: number;
  /** How long a gap in other nodes' messages may last before the log is read. */
  gapTimeoutMs?: number;
}

export interface Missed {
  /** In order and gapless, starting right after the requested position. */
  entries: SequencedPublication[];
  /** True when the log no longer has the missed entries. `entries` is empty; load a snapshot and continue from `head`. */
  resync: boolean;
  /** The head of the stream; later than the last of `entries` when there are more than `limit`. */
  head: StreamPosition;
}

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;
const PAGE = 500;

/**
 * The durable feeds: one log with a gapless sequence, and within it a gapless sequence per stream. Each event is stored
 * once. A node follows the log in order; a client reads a stream from any position. A position that the log cannot
 * continue from (expired, restored, another epoch) is answered with `resync`, never with a gap.
 */
export class StreamLog {
  readonly #connection: Connection;
  readonly #entries: Collection<StoredPublication>;
  readonly #marks: Collection<StoredMark>;
  readonly #tail: LogTail;
  readonly #writer: LogWriter;
  /** Reads under way; none of them began before the latest redaction ended. */
  readonly #pages = new Map<string, Promise<StoredPublication[]>>();
  readonly #appended = new Set<(publications: readonly SequencedPublication[]) => void>();
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #retentionMs: number;
  readonly #expireEveryMs: number;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: StreamLogOptions) {
    const { connection, gapTimeoutMs } = options;
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
      onError: (error) => this.#logger.error('a listener failed at an entry of the event log', { error }),
      ...(gapTimeoutMs !== undefined && { gapTimeoutMs }),
    });
    this.#writer = new LogWriter({
      entries: this.#entries,
      tail: this.#tail,
      clock: this.#clock,
      tracing: options.tracing,
      onAppended: (publications) => {
        for (const listener of this.#appended) listener(publications);
      },
    });
  }

  async ensureIndexes(): Promise<void> {
    await this.#dropPredecessor();
    await this.#entries.createIndexes([
      // Used by `append`: an event is stored once, however often it is relayed.
      { key: { eventId: 1 }, unique: true },
      // Used by `after` and to look up heads.
      { key: { streams: 1, _id: 1 } },
    ]);
  }

  /** Starts removing expired entries periodically. */
  start(): void {
    this.#timer ??= setInterval(() => {
      this.expire().catch((error: unknown) =>
        this.#logger.warn('removing expired entries of the event log failed; the next run retries', {
          error,
        }),
      );
    }, this.#expireEveryMs).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#tail.stop();
  }

  /**
   * Resolves, in the order of the arguments, when all are on disk and were delivered to this process' listeners. Appending
   * an event again returns its existing positions.
   */
  append(publications: readonly Publication[]): Promise<SequencedPublication[]> {
    return Promise.all(publications.map((publication) => this.#writer.append(publication)));
  }

  /** Called with the entries that this process appended, so that they can be sent to other nodes. */
  onAppended(listener: (publications: readonly SequencedPublication[]) => void): void {
    this.#appended.add(listener);
  }

  /** The listener gets every later entry of the log, from all nodes, once and in order. */
  async follow(listener: TailListener): Promise<() => void> {
    await this.#tail.open();
    return this.#tail.listen(listener);
  }

  /** Accepts entries announced by another node; they are delivered in log order. */
  offer(publications: readonly SequencedPublication[]): void {
    this.#tail.offer(publications);
  }

  /** Reads entries that other nodes have written since; returns their number. */
  read(): Promise<number> {
    return this.#tail.read();
  }

  /** The log position that this process has reached. */
  get position(): number {
    return this.#tail.position;
  }

  /** The number of entries that this process read from the log rather than received in a message. */
  get readFromLog(): number {
    return this.#tail.readFromLog;
  }

  /** Keeps the head of this stream in memory for `positionOf`, until it is closed. */
  async open(stream: string): Promise<void> {
    this.#tail.openStream(stream);
    await this.#tail.learn([stream]);
  }

  close(stream: string): void {
    this.#tail.closeStream(stream);
  }

  /** The head of a stream as of the log position that this process has reached. Null when the stream is not open. */
  positionOf(stream: string): StreamPosition | null {
    const seq = this.#tail.isOpen(stream) ? this.#tail.headOf(stream) : undefined;
    return seq === undefined ? null : this.#headAt(seq);
  }

  /** The current head of a stream, including entries just written by other nodes. */
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
   * The entries after a position, up to the log position that this process has reached: later ones will be delivered to
   * its listeners. A client that missed nothing, or only recent entries, costs no read.
   */
  async after(stream: string, from: StreamPosition, limit = PAGE): Promise<Missed> {
    await this.#tail.learn([stream]);
    // The client was connected to a node that was ahead of this one.
    if (from.seq > (this.#tail.headOf(stream) ?? 0)) await this.#tail.read();
    const upTo = this.#tail.position;
    const head = this.#headAt(this.#tail.headOf(stream) ?? 0);
    const resync: Missed = { entries: [], resync: true, head };
    const missed = head.seq - from.seq;
    if (missed < 0 || (from.seq > 0 && from.epoch !== head.epoch)) return resync;
    if (missed === 0) return { entries: [], resync: false, head };
    const recent = this.#tail.recentAfter(stream, from.seq, limit);
    if (recent) return { entries: recent, resync: false, head };
    const entries = await this.#page(stream, upTo, missed, limit);
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
   * Removes personal data from entries; they keep their positions. `redact` gets each matching entry and returns its new
   * data, or null to keep it. Afterwards no copy is replayed from this process' memory, nor from that of another one
   * once it has read the log. Returns the number of changed entries.
   */
  async redact(fits: EntryFilter, redact: (entry: SequencedPublication) => unknown): Promise<number> {
    await this.#tail.read();
    const { matched, changed } = await redactEntries(this.#entries, () => this.#tail.position, fits, redact);
    this.#pages.clear();
    // Also if nothing changed: an earlier run may have stopped before this entry.
    if (matched > 0)
      await this.append([
        { id: newId(), type: 'log.redacted', at: this.#clock.now(), data: null, streams: [REDACTIONS] },
      ]);
    return changed;
  }

  /** Returns the number of expired entries. */
  expire(): Promise<number> {
    const before = new Date(this.#clock.now().getTime() - this.#retentionMs);
    this.#tail.expire(before);
    return removeExpiredEntries(this.#entries, this.#marks, before);
  }

  /**
   * Call after restoring a backup, when the log ends earlier than the positions of clients. The emptied log starts a new
   * epoch, so every client loads a snapshot. Restart all nodes afterwards.
   */
  async startOver(): Promise<void> {
    await this.#entries.deleteMany({});
    await this.#marks.deleteMany({});
    this.#tail.startOver();
  }

  /** Drops the collection of version 0.1, which is no longer read and contains customers' orders. */
  async #dropPredecessor(): Promise<void> {
    const names = await this.#connection.listCollections();
    if (names.some(({ name }) => name === 'stream_log')) await this.#connection.dropCollection('stream_log');
  }

  /** Clients that come back together from the same position share one read. */
  #page(stream: string, upTo: number, missed: number, limit: number): Promise<StoredPublication[]> {
    const key = `${stream} ${upTo} ${missed} ${limit}`;
    const shared = this.#pages.get(key);
    if (shared) return shared;
    const page = this.#entries
      .find({ streams: stream, _id: { $lte: upTo } }, { readPreference: 'primary' })
      .sort({ _id: -1 })
      .skip(Math.max(0, missed - limit))
      .limit(Math.min(missed, limit))
      .toArray()
      .then((newestFirst) => newestFirst.toReversed())
      .finally(() => this.#pages.get(key) === page && this.#pages.delete(key));
    this.#pages.set(key, page);
    return page;
  }

  #headAt(seq: number): StreamPosition {
    return seq === 0 ? BEGINNING : { seq, epoch: this.#tail.epoch };
  }
}
