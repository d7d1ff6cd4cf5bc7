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
  /** Entries between the last one and the next one have expired: what this process knew of streams is no longer true. */
  lost?(): void;
}

/** Entries that arrived before their predecessors; beyond it they are read from the log instead. */
const MOST_EARLY = 5_000;
const MOST_RECENT = 2_000;
const PAGE = 500;
/** How long a predecessor may still be on its way between nodes before it is read from the log. */
const GAP_PATIENCE_MS = 20;

/**
 * Reads the log in its order, each entry once, whatever brings it here: this process' own writes, messages of other
 * nodes, or a read. It is the reorder buffer of the node: an entry is passed on only when all earlier ones were, so
 * nothing is ever seen out of order, and a change of rights is applied before anything that was published after it.
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
  readonly #gapPatienceMs: number;
  #position = 0;
  #epoch = '';
  #opening: Promise<void> | undefined;
  #gapTimer: NodeJS.Timeout | undefined;
  #readFromLog = 0;

  constructor(options: {
    entries: Collection<StoredPublication>;
    marks: Collection<StoredMark>;
    onError: (error: unknown) => void;
    gapPatienceMs?: number;
  }) {
    this.#entries = options.entries;
    this.#marks = options.marks;
    this.#onError = options.onError;
    this.#gapPatienceMs = options.gapPatienceMs ?? GAP_PATIENCE_MS;
  }

  /** Everything up to here was passed on; nothing after it was. */
  get position(): number {
    return this.#position;
  }

  get epoch(): string {
    return this.#epoch;
  }

  /** How many entries came by reading the log, not by a message or an own write. */
  get readFromLog(): number {
    return this.#readFromLog;
  }

  /** Where reading begins: at the end of the log, as it is now. */
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

  /** An entry that is known to be in the log. */
  offer(publications: readonly SequencedPublication[]): void {
    for (const publication of publications) {
      if (publication.position <= this.#position) continue;
      if (publication.position === this.#position + 1) this.#pass(publication);
      else if (this.#early.size < MOST_EARLY) this.#early.set(publication.position, publication);
    }
    this.#passEarly();
    if (this.#early.size > 0) this.#readSoon();
  }

  /** Reads what was written since; answers how many entries came that way. */
  async read(): Promise<number> {
    await this.open();
    return this.#reads.run();
  }

  /** Resolves when everything up to this position has been passed on. */
  async reach(position: number): Promise<void> {
    if (this.#position < position) await this.read();
  }

  recent(id: string): SequencedPublication | undefined {
    return this.#recent.get(id);
  }

  /** Undefined: not known in memory, ask `learn` first. */
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

  /** Looks up where streams end that this process has not read of yet. Nothing is read for those it knows. */
  async learn(streams: Iterable<string>): Promise<void> {
    await this.open();
    const unknown = [...new Set(streams)].filter((stream) => this.#heads.get(stream) === undefined);
    if (unknown.length === 0) return;
    const found = await Promise.all(unknown.map((stream) => this.#lookUp(stream)));
    const silent = unknown.filter((_stream, index) => found[index] === null);
    const marks = await this.#marksOf(silent);
    // What was found may be further than this process has read; its heads have to be of one position.
    await this.reach(Math.max(0, ...found.map((head) => head?.position ?? 0)));
    unknown.forEach((stream, index) => {
      if (this.#heads.get(stream) === undefined)
        this.#heads.set(stream, found[index]?.seq ?? marks.get(stream) ?? 0);
    });
  }

  /** After the log was emptied. */
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
        // A message or an own write may have brought it while it was read.
        if (stored._id <= this.#position) continue;
        if (stored._id > this.#position + 1) this.#skipTo(stored);
        this.#pass(fromStored(stored));
        came += 1;
      }
      this.#passEarly();
      if (page.length < PAGE) break;
    }
    this.#readFromLog += came;
    return came;
  }

  /** This process was away for longer than the log keeps entries: it can not tell what was missed. */
  #skipTo({ _id }: StoredPublication): void {
    // An empty log that this process began with is not a gap: the first entry is simply not its own.
    const lost = this.#position > 0;
    this.#position = _id - 1;
    if (!lost) return;
    this.#heads.clear();
    for (const listener of this.#listeners) this.#guard(() => listener.lost?.());
  }

  #pass(publication: SequencedPublication): void {
    this.#position = publication.position;
    this.#epoch = publication.epoch;
    this.#early.delete(publication.position);
    for (const [stream, seq] of Object.entries(publication.streams)) this.#heads.set(stream, seq);
    this.#remember(publication);
    for (const listener of this.#listeners) this.#guard(() => listener.entry(publication));
  }

  #passEarly(): void {
    for (const position of this.#early.keys()) if (position <= this.#position) this.#early.delete(position);
    for (;;) {
      const next = this.#early.get(this.#position + 1);
      if (!next) return;
      this.#pass(next);
    }
  }

  /** An entry that can not be passed on must not hold back all later ones. */
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
    }, this.#gapPatienceMs).unref();
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
