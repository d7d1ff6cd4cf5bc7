import type { Collection } from 'mongodb';
import { HeadLookUps } from './head-look-ups.ts';
import { RecentEntries } from './recent-entries.ts';
import { SingleFlight } from './single-flight.ts';
import {
  fromStored,
  REDACTIONS,
  type SequencedPublication,
  type StoredMark,
  type StoredPublication,
} from './stream-entry.ts';
import { StreamHeads } from './stream-heads.ts';

export interface TailListener {
  /** Called once per entry, in the order of the log. */
  entry(publication: SequencedPublication): void;
  /** Entries between the last and the next one have expired, so the stream positions known so far are invalid. */
  lost?(): void;
}

/** The most entries buffered before their predecessors arrive; further ones are read from the log. */
const MOST_EARLY = 5_000;
const PAGE = 500;
/** How long to wait for a predecessor from another node before reading it from the log. */
const GAP_TIMEOUT_MS = 20;

/**
 * Follows the log in order, each entry once, whether it comes from this process' own writes, a message of another node
 * or a read. It is the reorder buffer of the node: an entry is delivered only after all earlier ones, so nothing is
 * delivered out of order, and a change of access rights is applied before anything published after it.
 */
export class LogTail {
  readonly #entries: Collection<StoredPublication>;
  readonly #lookUps: HeadLookUps;
  readonly #listeners = new Set<TailListener>();
  readonly #early = new Map<number, SequencedPublication>();
  readonly #recent = new RecentEntries();
  readonly #heads = new StreamHeads();
  readonly #onError: (error: unknown) => void;
  readonly #reads = new SingleFlight(() => this.#readOn());
  readonly #gapTimeoutMs: number;
  #position = 0;
  #epoch = '';
  #opening: Promise<void> | undefined;
  #gapTimer: NodeJS.Timeout | undefined;
  #readFromLog = 0;

  constructor(options: {
    entries: Collection<StoredPublication>;
    marks: Collection<StoredMark>;
    onError: (error: unknown) => void;
    gapTimeoutMs?: number;
  }) {
    this.#entries = options.entries;
    this.#lookUps = new HeadLookUps(options.entries, options.marks);
    this.#onError = options.onError;
    this.#gapTimeoutMs = options.gapTimeoutMs ?? GAP_TIMEOUT_MS;
  }

  /** The position of the last delivered entry. */
  get position(): number {
    return this.#position;
  }

  get epoch(): string {
    return this.#epoch;
  }

  /** The number of entries that were read from the log rather than received in a message or written here. */
  get readFromLog(): number {
    return this.#readFromLog;
  }

  /** Starts to follow the log at its current end. */
  open(): Promise<void> {
    this.#opening ??= this.#start().catch((error: unknown) => {
      this.#opening = undefined;
      throw error;
    });
    return this.#opening;
  }

  listen(listener: TailListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Accepts entries that are known to be in the log. */
  offer(publications: readonly SequencedPublication[]): void {
    for (const publication of publications) {
      if (publication.position <= this.#position) continue;
      if (publication.position === this.#position + 1) this.#deliver(publication);
      else if (this.#early.size < MOST_EARLY) this.#early.set(publication.position, publication);
    }
    this.#deliverEarly();
    if (this.#early.size > 0) this.#readSoon();
  }

  /** Reads the entries written since the last one; returns their number. */
  async read(): Promise<number> {
    await this.open();
    return this.#reads.run();
  }

  /** Resolves when everything up to this position has been delivered. */
  async reach(position: number): Promise<void> {
    if (this.#position < position) await this.read();
  }

  recent(id: string): SequencedPublication | undefined {
    return this.#recent.get(id);
  }

  /** Up to `limit` entries of a stream after a number in it; null when they have to be read from the log. */
  recentAfter(stream: string, seq: number, limit: number): SequencedPublication[] | null {
    return this.#recent.after(stream, seq, limit);
  }

  /** Removes the entries of events before this time from memory. */
  expire(before: Date): void {
    this.#recent.expire(before);
  }

  /** Undefined when not in memory: call `learn` first. */
  headOf(stream: string): number | undefined {
    return this.#heads.get(stream);
  }

  openStream(stream: string): void {
    this.#heads.open(stream);
  }

  closeStream(stream: string): void {
    this.#heads.close(stream);
  }

  isOpen(stream: string): boolean {
    return this.#heads.isOpen(stream);
  }

  /** Looks up the heads of streams that are not in memory. Known streams cost no read. */
  async learn(streams: Iterable<string>): Promise<void> {
    await this.open();
    const unknown = [...new Set(streams)].filter((stream) => this.#heads.get(stream) === undefined);
    if (unknown.length === 0) return;
    const found = await Promise.all(unknown.map((stream) => this.#lookUps.of(stream)));
    // A found head may be ahead of this process; all heads must belong to the same log position.
    await this.reach(Math.max(...found.map(({ position }) => position)));
    unknown.forEach((stream, index) => {
      if (this.#heads.get(stream) === undefined) this.#heads.set(stream, found[index]?.seq ?? 0);
    });
  }

  /** Call after the log was emptied. */
  startOver(): void {
    this.#position = 0;
    this.#epoch = '';
    this.#early.clear();
    this.#recent.clear();
    this.#heads.clear();
  }

  stop(): void {
    clearTimeout(this.#gapTimer);
    this.#listeners.clear();
  }

  /** Reads the newest entries, so that clients that come back after a restart do not read them one by one. */
  async #start(): Promise<void> {
    const newestFirst = await this.#entries
      .find({}, { readPreference: 'primary' })
      .sort({ _id: -1 })
      .limit(PAGE)
      .toArray();
    const [newest] = newestFirst;
    if (!newest) return;
    this.#position = newest._id;
    this.#epoch = newest.epoch;
    const gap = newestFirst.findIndex(({ _id, expired }, index) => expired || _id !== newest._id - index);
    const known = gap < 0 ? newestFirst : newestFirst.slice(0, gap);
    for (const stored of known.reverse()) this.#note(fromStored(stored));
  }

  async #readOn(): Promise<number> {
    let came = 0;
    for (;;) {
      const page = await this.#entries
        .find({ _id: { $gt: this.#position } }, { readPreference: 'primary' })
        .sort({ _id: 1 })
        .limit(PAGE)
        .toArray();
      for (const stored of page) {
        // A message or a write of this process may have delivered it during the read.
        if (stored._id <= this.#position) continue;
        if (stored._id > this.#position + 1) this.#skipTo(stored);
        this.#deliver(fromStored(stored));
        came += 1;
      }
      this.#deliverEarly();
      if (page.length < PAGE) break;
    }
    this.#readFromLog += came;
    return came;
  }

  /** This process was paused for longer than entries are kept, so missed entries are unknown. */
  #skipTo({ _id }: StoredPublication): void {
    // After starting with an empty log this is no gap: another node wrote the first entry.
    const lost = this.#position > 0;
    this.#position = _id - 1;
    if (!lost) return;
    this.#heads.clear();
    this.#recent.clear();
    for (const listener of this.#listeners) this.#guard(() => listener.lost?.());
  }

  #deliver(publication: SequencedPublication): void {
    this.#position = publication.position;
    this.#epoch = publication.epoch;
    this.#early.delete(publication.position);
    this.#note(publication);
    for (const listener of this.#listeners) this.#guard(() => listener.entry(publication));
  }

  #deliverEarly(): void {
    for (const position of this.#early.keys()) if (position <= this.#position) this.#early.delete(position);
    for (;;) {
      const next = this.#early.get(this.#position + 1);
      if (!next) return;
      this.#deliver(next);
    }
  }

  /** A listener that throws must not hold back later entries. */
  #guard(call: () => void): void {
    try {
      call();
    } catch (error) {
      this.#onError(error);
    }
  }

  #note(publication: SequencedPublication): void {
    // What was redacted may be among the entries in memory; from now on they are read from the log.
    if (REDACTIONS in publication.streams) this.#recent.clear();
    for (const [stream, seq] of Object.entries(publication.streams)) this.#heads.set(stream, seq);
    this.#recent.add(publication);
  }

  #readSoon(): void {
    this.#gapTimer ??= setTimeout(() => {
      this.#gapTimer = undefined;
      if (this.#early.size === 0) return;
      this.read().then(
        () => this.#early.size > 0 && this.#readSoon(),
        (error: unknown) => this.#onError(error),
      );
    }, this.#gapTimeoutMs).unref();
  }
}
