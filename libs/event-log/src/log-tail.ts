import type { Collection } from 'mongodb';
import { SingleFlight } from './single-flight.ts';
import {
  fromStored,
  placesOf,
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
const MOST_RECENT = 2_000;
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
  readonly #marks: Collection<StoredMark>;
  readonly #listeners = new Set<TailListener>();
  readonly #early = new Map<number, SequencedPublication>();
  readonly #recent = new Map<string, SequencedPublication>();
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
    this.#marks = options.marks;
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
    const found = await Promise.all(unknown.map((stream) => this.#lookUp(stream)));
    const silent = unknown.filter((_stream, index) => found[index] === null);
    const marks = await this.#marksOf(silent);
    // A found head may be ahead of this process; all heads must belong to the same log position.
    await this.reach(Math.max(0, ...found.map((head) => head?.position ?? 0)));
    unknown.forEach((stream, index) => {
      if (this.#heads.get(stream) === undefined)
        this.#heads.set(stream, found[index]?.seq ?? marks.get(stream) ?? 0);
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

  async #start(): Promise<void> {
    const newest = await this.#entries
      .find({}, { projection: { epoch: 1 }, readPreference: 'primary' })
      .sort({ _id: -1 })
      .limit(1)
      .next();
    if (!newest) return;
    this.#position = newest._id;
    this.#epoch = newest.epoch;
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
    for (const listener of this.#listeners) this.#guard(() => listener.lost?.());
  }

  #deliver(publication: SequencedPublication): void {
    this.#position = publication.position;
    this.#epoch = publication.epoch;
    this.#early.delete(publication.position);
    for (const [stream, seq] of Object.entries(publication.streams)) this.#heads.set(stream, seq);
    this.#remember(publication);
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

  #remember(publication: SequencedPublication): void {
    this.#recent.set(publication.id, publication);
    if (this.#recent.size <= MOST_RECENT) return;
    const [oldest] = this.#recent.keys();
    if (oldest !== undefined) this.#recent.delete(oldest);
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

  async #lookUp(stream: string): Promise<{ position: number; seq: number } | null> {
    const newest = await this.#entries
      .find({ streams: stream }, { projection: { streams: 1, seqs: 1 }, readPreference: 'primary' })
      .sort({ _id: -1 })
      .limit(1)
      .next();
    return newest && { position: newest._id, seq: placesOf(newest)[stream] ?? 0 };
  }

  async #marksOf(streams: readonly string[]): Promise<Map<string, number>> {
    if (streams.length === 0) return new Map();
    const marks = await this.#marks
      .find({ _id: { $in: [...streams] } }, { readPreference: 'primary' })
      .toArray();
    return new Map(marks.map(({ _id, seq }) => [_id, seq]));
  }
}
