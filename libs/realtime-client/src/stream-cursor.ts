import type { Arrival } from './arrival.ts';

/** One event that has come and waits for its turn, or has had it in another stream and only fills its place here. */
export interface Entry {
  readonly arrival: Arrival;
  /** Where it stands in the streams that we follow and in which it is still ahead. */
  readonly places: Map<StreamCursor, number>;
  released: boolean;
}

/** Where we stand in one stream. Three marks, always released <= received <= seen. */
export class StreamCursor {
  readonly #slots = new Map<number, Entry>();
  /** Ranges given up, first to last: what was in them, a reload of the snapshot shows. */
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

  /** A stream in which nothing has been said yet has no epoch: its first one is no new life, and is taken on. */
  isOf(epoch: string): boolean {
    if (this.#epoch === '') this.#epoch = epoch;
    return this.#epoch === epoch;
  }

  /** The app has had everything up to here. */
  get released(): number {
    return this.#released;
  }
  /** Nothing is missing up to here: what to ask the server from. */
  get received(): number {
    return this.#received;
  }
  get hasGap(): boolean {
    return this.#seen > this.#received;
  }
  /** What is due, if it has come. */
  get next(): Entry | undefined {
    return this.#slots.get(this.#released + 1);
  }

  /** The highest number that we know to exist. */
  hearOf(seq: number): void {
    this.#seen = Math.max(this.#seen, seq);
  }

  isVacant(seq: number): boolean {
    return seq > this.#received && !this.#slots.has(seq);
  }

  fill(seq: number, entry: Entry): void {
    this.#slots.set(seq, entry);
    entry.places.set(this, seq);
    this.#reckon();
  }

  advance(): void {
    this.#vacate(this.#released + 1);
    this.#released++;
    this.#reckon();
  }

  /** Leaves out everything up to there: returns the entries that lost their place here. */
  jump(to: number): Entry[] {
    const passed = [...this.#slots.keys()].filter((seq) => seq <= to);
    const entries = passed.flatMap((seq) => this.#vacate(seq) ?? []);
    this.#released = Math.max(this.#released, to);
    this.#reckon();
    return entries;
  }

  /** Leaves out what is missing, to the first event that did come or to the end of what is known. */
  skipGap(): void {
    this.#skipOnce(this.#seen);
  }

  /** Leaves out all that is missing up to there; what did come keeps its turn. */
  skipTo(to: number): void {
    this.hearOf(to);
    while (this.#received < to) this.#skipOnce(to);
  }

  #skipOnce(to: number): void {
    if (to <= this.#received) return;
    const ahead = [...this.#slots.keys()].filter((seq) => seq > this.#received);
    this.#skips.set(this.#received + 1, Math.min(to, ...ahead.map((seq) => seq - 1)));
    this.#reckon();
  }

  clear(): Entry[] {
    return this.jump(Infinity);
  }

  #reckon(): void {
    this.#released = this.#past(this.#released);
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
