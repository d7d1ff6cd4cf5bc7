import type { Meta, StreamPosition, StreamPositions } from '@passline/contracts';
import { Subject } from 'rxjs';
import type { ReceivedEvent } from './received-event.ts';
import { Sequencer, type SequencerLimits } from './sequencer.ts';
import type { Accepted } from './connection-session.ts';

/**
 * Events up to `position` cannot be replayed: load the stream's snapshot by REST now. Later events follow.
 * - `baseline`: the client has just started to follow the stream
 * - `history`: the missed events have expired on the server
 * - `epoch`: the stream was restarted
 * - `gap`: events were lost and could not be fetched
 */
export interface Resync {
  stream: string;
  cause: 'baseline' | 'history' | 'epoch' | 'gap';
  position: StreamPosition;
}

interface Replayed {
  event: string;
  payload?: unknown;
  meta: Meta;
}

/** Passes sequenced events to the app one at a time, even when a listener's own call releases more events. */
export class Feed {
  readonly events = new Subject<ReceivedEvent>();
  readonly resyncs = new Subject<readonly Resync[]>();
  /** Emits whenever received events or gaps may have changed. */
  readonly changed = new Subject<void>();
  #sequencer: Sequencer;
  #storedPositions: StreamPositions = {};
  #replayed = 0;
  readonly #queue: (() => void)[] = [];
  #delivering = false;

  constructor(private readonly limits: Partial<SequencerLimits> | undefined) {
    this.#sequencer = new Sequencer(limits);
  }

  /** Stored positions are used when a stream is followed for the first time. */
  reset(positions: StreamPositions): void {
    this.#sequencer = new Sequencer(this.limits);
    this.#storedPositions = { ...positions };
    this.#queue.length = 0;
  }

  get sequencer(): Sequencer {
    return this.#sequencer;
  }

  /** The number of replayed events since the last call. */
  takeReplayed(): number {
    const count = this.#replayed;
    this.#replayed = 0;
    return count;
  }

  /** Resumes a stream from its stored position. Returns that position, or undefined if there is none. */
  resume(stream: string): StreamPosition | undefined {
    const stored = this.#storedPositions[stream];
    this.#storedPositions = Object.fromEntries(
      Object.entries(this.#storedPositions).filter(([name]) => name !== stream),
    );
    if (stored) this.#deliver([], this.#sequencer.resume(stream, stored));
    return this.#sequencer.received()[stream];
  }

  live(event: string, payload: unknown, meta: Meta): void {
    this.#deliver([], this.#sequencer.receive({ event, payload, meta, replayed: false }));
  }

  synced(asked: StreamPositions, answer: Accepted<'sync'>, wanted: (stream: string) => boolean): void {
    const begun = Object.entries(answer.streams)
      .filter(([stream]) => wanted(stream))
      .map(([stream, { resync, ...head }]) => this.#align(stream, head, resync && stream in asked));
    this.#deliver(
      begun.flatMap((it) => it.resync),
      begun.flatMap((it) => it.due),
    );
    this.#replay(answer.missed);
    for (const [stream, { resync, ...head }] of Object.entries(answer.streams))
      if (stream in asked && !resync) this.#cover(stream, head, answer.missed);
    for (const stream of answer.denied) this.forget(stream);
    if (answer.more) return;
    for (const [stream, head] of Object.entries(answer.streams)) this.#sequencer.noteHead(stream, head);
    this.changed.next();
  }

  joined({ room, seq, epoch, resync, missed }: Accepted<'join:order'>): void {
    const { resync: begun, due } = this.#align(room, { seq, epoch }, resync);
    this.#deliver(begun, due);
    this.#replay(missed);
    this.#sequencer.noteHead(room, { seq, epoch });
    this.changed.next();
  }

  pass(stream: string, position: StreamPosition): void {
    this.#deliver([], this.#sequencer.pass(stream, position));
  }

  giveUp(stream: string): void {
    const due = this.#sequencer.giveUp(stream);
    const position = this.#sequencer.received()[stream];
    this.#deliver(position ? [{ stream, cause: 'gap', position }] : [], due);
  }

  forget(stream: string): void {
    this.#deliver([], this.#sequencer.forget(stream));
  }

  #align(
    stream: string,
    head: StreamPosition,
    historyGone: boolean,
  ): { resync: Resync[]; due: ReceivedEvent[] } {
    const sameLife = this.#sequencer.isOf(stream, head.epoch);
    if (sameLife && !historyGone) return { resync: [], due: [] };
    if (!this.#sequencer.follows(stream)) {
      const due = this.#sequencer.follow(stream, head);
      return { resync: [{ stream, cause: 'baseline', position: head }], due };
    }
    const cause = sameLife ? 'history' : 'epoch';
    return { resync: [{ stream, cause, position: head }], due: this.#sequencer.rebase(stream, head) };
  }

  /** Events that the server does not show to this client leave no gap. */
  #cover(stream: string, head: StreamPosition, missed: readonly Replayed[]): void {
    const sent = new Set(missed.flatMap(({ meta }) => meta.streams[stream]?.seq ?? []));
    this.#deliver([], this.#sequencer.cover(stream, head, sent));
  }

  #replay(missed: readonly Replayed[]): void {
    for (const { event, payload, meta } of missed)
      this.#deliver([], this.#sequencer.receive({ event, payload, meta, replayed: true }));
  }

  /** Events that a listener's own call releases are queued behind the events that are already due. */
  #deliver(resyncs: readonly Resync[], due: readonly ReceivedEvent[]): void {
    if (resyncs.length > 0) this.#queue.push(() => this.resyncs.next(resyncs));
    for (const arrival of due)
      this.#queue.push(() => {
        if (arrival.replayed) this.#replayed++;
        this.events.next(arrival);
      });
    if (!this.#delivering) {
      this.#delivering = true;
      for (let next = this.#queue.shift(); next; next = this.#queue.shift()) next();
      this.#delivering = false;
    }
    this.changed.next();
  }
}
