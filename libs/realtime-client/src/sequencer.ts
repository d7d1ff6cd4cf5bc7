import type { StreamPosition, StreamPositions } from '@passline/contracts';
import type { Arrival } from './arrival.ts';
import { StreamCursor, type Entry } from './stream-cursor.ts';

export interface SequencerLimits {
  /** Events kept while they wait for others. One more is let go, as if lost on the way: the gap brings it back. */
  waiting: number;
  /** Ids of events already released, to know an event again that comes by another stream. */
  remembered: number;
}

/**
 * Turns deliveries that may be doubled, reordered or lost into each event once, in the order of every stream that is
 * followed. Pure: no sockets, no time. It fails safe: what it cannot order it keeps back and reports as a gap.
 *
 * An event in several followed streams waits until it is due in all of them. Streams that are not followed do not
 * count: an event names every stream that the server knows of, also those of other people. An event none of whose
 * streams is followed is kept as a stray: a stream may turn out to be ours with the next answer of the server.
 */
export class Sequencer {
  readonly #cursors = new Map<string, StreamCursor>();
  readonly #waiting = new Map<string, Entry>();
  readonly #released = new Set<string>();
  readonly #strays = new Map<string, { arrival: Arrival; age: number }>();
  /** Streams in which an event came under another epoch than ours. */
  readonly #doubted = new Map<string, number>();
  readonly #limits: SequencerLimits;
  #age = 0;

  constructor(limits: Partial<SequencerLimits> = {}) {
    this.#limits = { waiting: 5_000, remembered: 10_000, ...limits };
  }

  /** Takes one delivery; returns what is due now, in order. */
  receive(arrival: Arrival): Arrival[] {
    this.#place(arrival);
    return this.#release();
  }

  follows(stream: string): boolean {
    return this.#cursors.has(stream);
  }

  /** Whether we follow the stream in this life of it. */
  isOf(stream: string, epoch: string): boolean {
    return this.#cursors.get(stream)?.isOf(epoch) ?? false;
  }

  /** Goes on from where the app stood before. */
  resume(stream: string, position: StreamPosition): Arrival[] {
    return this.#cursors.has(stream) ? [] : this.#start(stream, position.epoch, position.seq, position.seq);
  }

  /**
   * Starts at the head that the server names. What has come before that answer happened while we were
   * listening, so it counts: the start is moved before it.
   */
  follow(stream: string, head: StreamPosition): Arrival[] {
    return this.#start(
      stream,
      head.epoch,
      Math.min(head.seq, this.#beforeStrays(stream, head.epoch)),
      head.seq,
    );
  }

  /** What is missing up to the head cannot be had: the app reloads. What is here already is told all the same. */
  rebase(stream: string, head: StreamPosition): Arrival[] {
    this.#doubted.delete(stream);
    const cursor = this.#cursors.get(stream);
    // A head behind us is a stream that was set back without a word: its next numbers must not look old.
    if (cursor?.isOf(head.epoch) && cursor.received <= head.seq) {
      cursor.skipTo(head.seq);
      return this.#release();
    }
    if (cursor) this.#abandon(cursor.clear());
    const from = Math.min(head.seq, this.#beforeStrays(stream, head.epoch));
    return this.#start(stream, head.epoch, from, head.seq, 'skip');
  }

  /** The app has all of it up to there by other means. Never backwards. */
  pass(stream: string, position: StreamPosition): Arrival[] {
    const cursor = this.#cursors.get(stream);
    if (cursor?.isOf(position.epoch)) this.#abandon(cursor.jump(position.seq));
    return this.#release();
  }

  forget(stream: string): Arrival[] {
    const cursor = this.#cursors.get(stream);
    this.#cursors.delete(stream);
    this.#doubted.delete(stream);
    if (cursor) this.#abandon(cursor.clear());
    return this.#release();
  }

  /** The server says that the stream has come this far: what we have not got of it is missing. */
  hearOf(stream: string, head: StreamPosition): void {
    const cursor = this.#cursors.get(stream);
    if (cursor?.isOf(head.epoch)) cursor.hearOf(head.seq);
  }

  /** Goes on without what is missing: the app has to reload. */
  giveUp(stream: string): Arrival[] {
    this.#cursors.get(stream)?.skipGap();
    return this.#release();
  }

  /** Streams of which something is missing, or whose epoch is in doubt. */
  gaps(): string[] {
    const missing = [...this.#cursors.values()].filter((cursor) => cursor.hasGap).map(({ stream }) => stream);
    return [...new Set([...missing, ...this.#doubted.keys()])];
  }

  /** Something is here that only an answer of the server can put in order. */
  get behind(): boolean {
    return this.#strays.size > 0 || this.gaps().length > 0;
  }

  /** Where the app stands: what to keep across a reload. */
  positions(): StreamPositions {
    return this.#mapCursors((cursor) => cursor.released);
  }

  /** Up to where nothing is missing: what to ask the server from. */
  received(): StreamPositions {
    return this.#mapCursors((cursor) => cursor.received);
  }

  get streams(): string[] {
    return [...this.#cursors.keys()];
  }

  /** Before asking the server what there is. */
  mark(): number {
    return this.#age++;
  }

  /** The server has answered in full what was asked at `mark`: what is still unexplained from before is not for us. */
  settle(mark: number): void {
    for (const [id, stray] of this.#strays) if (stray.age <= mark) this.#strays.delete(id);
    for (const [stream, age] of this.#doubted) if (age <= mark) this.#doubted.delete(stream);
  }

  #mapCursors(seq: (cursor: StreamCursor) => number): StreamPositions {
    return Object.fromEntries(
      [...this.#cursors].map(([stream, cursor]) => [stream, { seq: seq(cursor), epoch: cursor.epoch }]),
    );
  }

  #beforeStrays(stream: string, epoch: string): number {
    const places = [...this.#strays.values()].flatMap(({ arrival }) => arrival.meta.streams[stream] ?? []);
    return Math.min(...places.filter((place) => place.epoch === epoch).map(({ seq }) => seq - 1));
  }

  #start(stream: string, epoch: string, from: number, head: number, missing?: 'skip'): Arrival[] {
    const cursor = new StreamCursor(stream, epoch, from);
    cursor.hearOf(head);
    this.#cursors.set(stream, cursor);
    for (const [id, { arrival }] of this.#strays) {
      const place = arrival.meta.streams[stream];
      if (!place || !cursor.isOf(place.epoch)) continue;
      this.#strays.delete(id);
      this.#place(arrival);
    }
    if (missing === 'skip') cursor.skipTo(head);
    return this.#release();
  }

  #place(arrival: Arrival): void {
    const { id, streams } = arrival.meta;
    let ours = this.#released.has(id) || this.#waiting.has(id);
    const vacant: [StreamCursor, number][] = [];
    for (const [stream, { seq, epoch }] of Object.entries(streams)) {
      const cursor = this.#cursors.get(stream);
      if (!cursor) continue;
      if (!cursor.isOf(epoch)) {
        this.#doubted.set(stream, this.#age);
        continue;
      }
      ours = true;
      cursor.hearOf(seq);
      if (cursor.isVacant(seq)) vacant.push([cursor, seq]);
    }
    if (!ours) this.#keepStray(arrival);
    if (vacant.length === 0) return;

    const released = this.#released.has(id);
    let entry = this.#waiting.get(id);
    if (!entry) {
      const due = vacant.every(([cursor, seq]) => seq === cursor.released + 1);
      if (!released && !due && this.#waiting.size >= this.#limits.waiting) return;
      entry = { arrival, places: new Map(), released };
      if (!released) this.#waiting.set(id, entry);
    }
    for (const [cursor, seq] of vacant) cursor.fill(seq, entry);
  }

  #keepStray(arrival: Arrival): void {
    const { id } = arrival.meta;
    if (!this.#strays.has(id) && this.#strays.size >= this.#limits.waiting) return;
    this.#strays.set(id, { arrival, age: this.#age });
  }

  /** These have lost a place; one that has no other is in the snapshot. */
  #abandon(entries: Entry[]): void {
    for (const { arrival, places } of entries) if (places.size === 0) this.#waiting.delete(arrival.meta.id);
  }

  #release(): Arrival[] {
    const out: Arrival[] = [];
    for (;;) {
      let moved = false;
      for (const cursor of this.#cursors.values()) {
        for (let entry = cursor.next; entry && (entry.released || isDue(entry)); entry = cursor.next) {
          if (!entry.released) out.push(this.#letGo(entry));
          cursor.advance();
          moved = true;
        }
      }
      if (moved) continue;
      const knotted = this.#knotted();
      if (!knotted) return out;
      out.push(this.#letGo(knotted));
    }
  }

  #letGo(entry: Entry): Arrival {
    const { id } = entry.arrival.meta;
    entry.released = true;
    this.#waiting.delete(id);
    this.#released.add(id);
    if (this.#released.size > this.#limits.remembered) {
      for (const oldest of this.#released) {
        this.#released.delete(oldest);
        break;
      }
    }
    return entry.arrival;
  }

  /**
   * Two nodes may number A before B in one stream and B before A in another. Then each waits for the other for
   * ever, with nothing missing: the earlier one goes first.
   */
  #knotted(): Entry | undefined {
    const due = new Set([...this.#cursors.values()].flatMap((cursor) => cursor.next ?? []));
    const blockers = (entry: Entry): (Entry | undefined)[] =>
      [...entry.places].filter(([cursor, seq]) => seq > cursor.released + 1).map(([cursor]) => cursor.next);
    // Whoever waits for something that has not come, directly or through others, just waits.
    for (let before = -1; before !== due.size;) {
      before = due.size;
      for (const entry of due) if (blockers(entry).some((it) => !it || !due.has(it))) due.delete(entry);
    }
    const path: Entry[] = [];
    let step: Entry | undefined = due.values().next().value;
    while (step && !path.includes(step)) {
      path.push(step);
      step = blockers(step)[0];
    }
    return step && path.slice(path.indexOf(step)).reduce((a, b) => (isEarlier(b, a) ? b : a));
  }
}

const isDue = ({ places }: Entry): boolean =>
  [...places].every(([cursor, seq]) => seq <= cursor.released + 1);

const isEarlier = (a: Entry, b: Entry): boolean => {
  const [x, y] = [a.arrival.meta, b.arrival.meta];
  return x.at === y.at ? x.id < y.id : x.at < y.at;
};
