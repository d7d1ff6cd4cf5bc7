import type { StreamPosition, StreamPositions } from '@passline/contracts';
import type { ReceivedEvent } from './received-event.ts';
import { StreamCursor, type Entry } from './stream-cursor.ts';

export interface SequencerLimits {
  /** Events kept while they wait for others. Further ones are dropped as if lost: catching up fetches them again. */
  waiting: number;
  /** Ids of released events, to recognise an event that arrives again in another stream. */
  remembered: number;
}

/**
 * Turns deliveries that may be duplicated, reordered or lost into each event once, in the order of every followed
 * stream. Pure: no sockets, no time. It fails safe: an event that it cannot order is held back and reported as a gap.
 *
 * An event in several followed streams waits until it is due in all of them. Streams that are not followed are ignored:
 * an event names every stream it is in, including those of other users. An event without any followed stream is kept as
 * a stray, because the server's next answer may show that one of its streams is to be followed.
 */
export class Sequencer {
  readonly #cursors = new Map<string, StreamCursor>();
  readonly #waiting = new Map<string, Entry>();
  readonly #released = new Set<string>();
  readonly #strays = new Map<string, { arrival: ReceivedEvent; age: number }>();
  /** Streams in which an event arrived with an epoch other than the one followed. */
  readonly #doubted = new Map<string, number>();
  readonly #limits: SequencerLimits;
  #age = 0;

  constructor(limits: Partial<SequencerLimits> = {}) {
    this.#limits = { waiting: 5_000, remembered: 10_000, ...limits };
  }

  /** Accepts one delivery and returns the events that are due now, in order. */
  receive(arrival: ReceivedEvent): ReceivedEvent[] {
    this.#place(arrival);
    return this.#release();
  }

  follows(stream: string): boolean {
    return this.#cursors.has(stream);
  }

  /** Whether the stream is followed in this epoch. */
  isOf(stream: string, epoch: string): boolean {
    return this.#cursors.get(stream)?.isOf(epoch) ?? false;
  }

  /** Follows a stream from a stored position. */
  resume(stream: string, position: StreamPosition): ReceivedEvent[] {
    return this.#cursors.has(stream) ? [] : this.#start(stream, position.epoch, position.seq, position.seq);
  }

  /**
   * Follows a stream from the head that the server reported. Events that arrived before that answer were sent to this
   * connection, so the start moves to before them.
   */
  follow(stream: string, head: StreamPosition): ReceivedEvent[] {
    return this.#start(
      stream,
      head.epoch,
      Math.min(head.seq, this.#beforeStrays(stream, head.epoch)),
      head.seq,
    );
  }

  /** Missing events up to the head are unavailable, so the app reloads. Events already received are still released. */
  rebase(stream: string, head: StreamPosition): ReceivedEvent[] {
    this.#doubted.delete(stream);
    const cursor = this.#cursors.get(stream);
    // A head behind the cursor means that the stream was reset: its next numbers must not count as old.
    if (cursor?.isOf(head.epoch) && cursor.received <= head.seq) {
      cursor.skipTo(head.seq);
      return this.#release();
    }
    if (cursor) this.#abandon(cursor.clear());
    const from = Math.min(head.seq, this.#beforeStrays(stream, head.epoch));
    return this.#start(stream, head.epoch, from, head.seq, 'skip');
  }

  /** The app has every event up to this position from another source. Never moves backwards. */
  pass(stream: string, position: StreamPosition): ReceivedEvent[] {
    const cursor = this.#cursors.get(stream);
    if (cursor?.isOf(position.epoch)) this.#abandon(cursor.jump(position.seq));
    return this.#release();
  }

  forget(stream: string): ReceivedEvent[] {
    const cursor = this.#cursors.get(stream);
    this.#cursors.delete(stream);
    this.#doubted.delete(stream);
    if (cursor) this.#abandon(cursor.clear());
    return this.#release();
  }

  /** The server reported the head of the stream: events up to it that have not arrived are missing. */
  noteHead(stream: string, head: StreamPosition): void {
    const cursor = this.#cursors.get(stream);
    if (cursor?.isOf(head.epoch)) cursor.noteHead(head.seq);
  }

  /** The server has sent, with these numbers, everything of the stream up to this position that the client may see. */
  cover(stream: string, { seq, epoch }: StreamPosition, sent: ReadonlySet<number>): ReceivedEvent[] {
    const cursor = this.#cursors.get(stream);
    if (cursor?.isOf(epoch)) cursor.cover(seq, sent);
    return this.#release();
  }

  /** Skips the missing events: the app has to reload. */
  giveUp(stream: string): ReceivedEvent[] {
    this.#cursors.get(stream)?.skipGap();
    return this.#release();
  }

  /** Streams with missing events or an uncertain epoch. */
  gaps(): string[] {
    const missing = [...this.#cursors.values()].filter((cursor) => cursor.hasGap).map(({ stream }) => stream);
    return [...new Set([...missing, ...this.#doubted.keys()])];
  }

  /** Whether only an answer of the server can complete or order the received events. */
  get behind(): boolean {
    return this.#strays.size > 0 || this.gaps().length > 0;
  }

  /** How far events were released to the app: the positions to store across a reload. */
  positions(): StreamPositions {
    return this.#mapCursors((cursor) => cursor.released);
  }

  /** How far events arrived without a gap: the positions to catch up from. */
  received(): StreamPositions {
    return this.#mapCursors((cursor) => cursor.received);
  }

  get streams(): string[] {
    return [...this.#cursors.keys()];
  }

  /** Call before a sync request. */
  mark(): number {
    return this.#age++;
  }

  /** The sync request of `mark` is answered completely: older strays and doubts have no followed stream and are dropped. */
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

  #start(stream: string, epoch: string, from: number, head: number, missing?: 'skip'): ReceivedEvent[] {
    const cursor = new StreamCursor(stream, epoch, from);
    cursor.noteHead(head);
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

  #place(arrival: ReceivedEvent): void {
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
      cursor.noteHead(seq);
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

  #keepStray(arrival: ReceivedEvent): void {
    const { id } = arrival.meta;
    if (!this.#strays.has(id) && this.#strays.size >= this.#limits.waiting) return;
    this.#strays.set(id, { arrival, age: this.#age });
  }

  /** Removes entries without a remaining place: the snapshot contains them. */
  #abandon(entries: Entry[]): void {
    for (const { arrival, places } of entries) if (places.size === 0) this.#waiting.delete(arrival.meta.id);
  }

  #release(): ReceivedEvent[] {
    const out: ReceivedEvent[] = [];
    for (;;) {
      let moved = false;
      for (const cursor of this.#cursors.values()) {
        for (let entry = cursor.next; entry && (entry.released || isDue(entry)); entry = cursor.next) {
          if (!entry.released) out.push(this.#markReleased(entry));
          cursor.advance();
          moved = true;
        }
      }
      if (moved) continue;
      const deadlocked = this.#deadlocked();
      if (!deadlocked) return out;
      out.push(this.#markReleased(deadlocked));
    }
  }

  #markReleased(entry: Entry): ReceivedEvent {
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
   * Two nodes may number A before B in one stream and B before A in another. Then each waits for the other although
   * nothing is missing. The earlier event is released first.
   */
  #deadlocked(): Entry | undefined {
    const due = new Set([...this.#cursors.values()].flatMap((cursor) => cursor.next ?? []));
    const blockers = (entry: Entry): (Entry | undefined)[] =>
      [...entry.places].filter(([cursor, seq]) => seq > cursor.released + 1).map(([cursor]) => cursor.next);
    // Entries that wait for a missing event, directly or indirectly, are not deadlocked.
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
