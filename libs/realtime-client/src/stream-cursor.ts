import type { ReceivedEvent } from './received-event.ts';

/** An event that waits to be released, or that was released in another stream and only fills its place in this one. */
export interface Entry {
  readonly arrival: ReceivedEvent;
  /** Its numbers in the followed streams in which it is not yet passed. */
  readonly places: Map<StreamCursor, number>;
  released: boolean;
}

/** The position in one followed stream. Three marks: released <= received <= seen. */
export class StreamCursor {
  readonly #slots = new Map<number, Entry>();
  /** Skipped ranges, first to last: the reloaded snapshot contains their events. */
  readonly #skips = new Map<number, number>();
  #epoch: string;
  #released: number;
  #received: number;
  #seen: number;

  constructor(
    readonly stream: string,
    epoch: string,
    from: number,
  ) {
    this.#epoch = epoch;
    this.#released = this.#received = this.#seen = from;
  }

  get epoch(): string {
    return this.#epoch;
  }

  /** An empty stream has no epoch yet: its first epoch is adopted and is not a restart. */
  isOf(epoch: string): boolean {
    if (this.#epoch === '') this.#epoch = epoch;
    return this.#epoch === epoch;
  }

  /** The app has received every event up to here. */
  get released(): number {
    return this.#released;
  }
  /** No event is missing up to here: the position to catch up from. */
  get received(): number {
    return this.#received;
  }
  get hasGap(): boolean {
    return this.#seen > this.#received;
  }
  /** The next event, if it has arrived. */
  get next(): Entry | undefined {
    return this.#slots.get(this.#released + 1);
  }

  /** Notes the highest number known to exist. */
  noteHead(seq: number): void {
    this.#seen = Math.max(this.#seen, seq);
  }

  isVacant(seq: number): boolean {
    return seq > this.#received && !this.#slots.has(seq);
  }

  fill(seq: number, entry: Entry): void {
    this.#slots.set(seq, entry);
    entry.places.set(this, seq);
    this.#updateMarks();
  }

  advance(): void {
    this.#vacate(this.#released + 1);
    this.#released++;
    this.#updateMarks();
  }

  /** Skips everything up to this number. Returns the entries that lost their place in this stream. */
  jump(to: number): Entry[] {
    const passed = [...this.#slots.keys()].filter((seq) => seq <= to);
    const entries = passed.flatMap((seq) => this.#vacate(seq) ?? []);
    this.#released = Math.max(this.#released, to);
    this.#updateMarks();
    return entries;
  }

  /** Skips missing events up to the first one that arrived, or up to the highest known number. */
  skipGap(): void {
    this.#skipOnce(this.#seen);
  }

  /** Skips all missing events up to this number; events that arrived are kept. */
  skipTo(to: number): void {
    this.noteHead(to);
    while (this.#received < to) this.#skipOnce(to);
  }

  #skipOnce(to: number): void {
    if (to <= this.#received) return;
    const ahead = [...this.#slots.keys()].filter((seq) => seq > this.#received);
    this.#skips.set(this.#received + 1, Math.min(to, ...ahead.map((seq) => seq - 1)));
    this.#updateMarks();
  }

  /**
   * The server has sent everything up to this number that this client may see, with these numbers among it. What has
   * neither arrived nor was sent is not for this client. What was sent and could not be kept is still missing.
   */
  cover(to: number, sent: ReadonlySet<number>): void {
    this.noteHead(to);
    for (let seq = this.#received + 1; seq <= to; seq++)
      if (!this.#slots.has(seq) && !sent.has(seq)) this.#skips.set(seq, seq);
    this.#updateMarks();
  }

  clear(): Entry[] {
    return this.jump(Infinity);
  }

  #updateMarks(): void {
    for (let past = this.#past(this.#released); past > this.#released; past = this.#past(past))
      this.#released = past;
    this.#received = Math.max(this.#received, this.#released);
    for (;;) {
      const past = this.#past(this.#received);
      if (past === this.#received && !this.#slots.has(past + 1)) break;
      this.#received = past === this.#received ? past + 1 : past;
    }
    this.#seen = Math.max(this.#seen, this.#received);
  }

  #past(seq: number): number {
    return this.#skips.get(seq + 1) ?? seq;
  }

  #vacate(seq: number): Entry | undefined {
    const entry = this.#slots.get(seq);
    this.#slots.delete(seq);
    entry?.places.delete(this);
    return entry;
  }
}
