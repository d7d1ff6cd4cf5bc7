import { setTimeout as pause } from 'node:timers/promises';
import { MongoBulkWriteError, type Collection } from 'mongodb';
import type { Clock } from './clock.ts';
import { type EventTracing, type TraceStep, traced } from './event-tracing.ts';
import type { LogTail } from './log-tail.ts';
import {
  fromStored,
  newEpoch,
  toStored,
  type Publication,
  type SequencedPublication,
  type StoredPublication,
} from './stream-entry.ts';
import { isDuplicateKey } from './write-errors.ts';

interface Waiting {
  publication: Publication;
  settle: (sequenced: SequencedPublication) => void;
  fail: (error: unknown) => void;
}

const MOST_PER_ROUND = 500;
/** Another writer wins only a few times in a row; more refusals are a fault, and the relay retries. */
const MOST_ATTEMPTS = 100;
/** The number of rounds after a refusal in which a writer pauses between rounds, so that others get their turn. */
const CONTENDED_ROUNDS = 8;
const MOST_PAUSE_MS = 10;
/** A writer that sees no other writer also pauses now and then, because another one may be refused every time. */
const ROUNDS_WITHOUT_PAUSE = 8;

/**
 * Appends to the log in rounds: publications that arrive during a round go into the next one, so round trips per event
 * fall as load rises and do not depend on the number of writing nodes. A round takes the next positions of the log in one
 * ordered insert. A writer that lost the race is refused as a whole, reads what the other one wrote (which it has to
 * deliver anyway) and takes the positions behind it.
 */
export class LogWriter {
  readonly #entries: Collection<StoredPublication>;
  readonly #tail: LogTail;
  readonly #clock: Clock;
  readonly #tracing: EventTracing | undefined;
  readonly #onAppended: (publications: readonly SequencedPublication[]) => void;
  readonly #queue: Waiting[] = [];
  readonly #pending = new Map<string, Promise<SequencedPublication>>();
  #running = false;
  /** Rounds for which other writers are expected; 0 when this process seems to be the only one. */
  #contended = 0;
  #refusals = 0;
  #streak = 0;
  #roundTripMs = 1;

  constructor(options: {
    entries: Collection<StoredPublication>;
    tail: LogTail;
    clock: Clock;
    tracing: EventTracing | undefined;
    onAppended: (publications: readonly SequencedPublication[]) => void;
  }) {
    this.#entries = options.entries;
    this.#tail = options.tail;
    this.#clock = options.clock;
    this.#tracing = options.tracing;
    this.#onAppended = options.onAppended;
  }

  append(publication: Publication): Promise<SequencedPublication> {
    const pending = this.#pending.get(publication.id);
    if (pending) return pending;
    const appended = new Promise<SequencedPublication>((settle, fail) => {
      this.#queue.push({ publication, settle, fail });
    }).finally(() => this.#pending.delete(publication.id));
    this.#pending.set(publication.id, appended);
    if (!this.#running) {
      this.#running = true;
      setImmediate(() => void this.#run());
    }
    return appended;
  }

  async #run(): Promise<void> {
    while (this.#queue.length > 0) {
      try {
        await this.#round();
      } catch (error) {
        // It is unknown whether anything was written. The relay retries, and existing entries are found by event id. All
        // that wait fail: otherwise later events of an aggregate could be stored before the earlier ones of this round.
        for (const { fail } of this.#queue.splice(0)) fail(error);
      }
    }
    this.#running = false;
    this.#streak = 0;
  }

  async #round(): Promise<void> {
    this.#settleKnown(this.#tail);
    const batch = this.#queue.slice(0, MOST_PER_ROUND).map(({ publication }) => publication);
    if (batch.length === 0) return;
    const begun = new Set(batch.flatMap(({ begins = [] }) => begins));
    const steps = this.#tracing?.append(batch.flatMap(({ trace }) => trace ?? []));
    await this.#tail.learn(batch.flatMap(({ streams }) => streams).filter((stream) => !begun.has(stream)));
    const placed = this.#place(batch, begun, steps);
    const began = performance.now();
    const end = (error?: unknown) => steps?.forEach((step) => step.end(error));
    const written = await this.#insert(placed).catch((error: unknown) => {
      end(error);
      throw error;
    });
    end();
    this.#roundTripMs += 0.2 * (performance.now() - began - this.#roundTripMs);
    this.#accept(placed.slice(0, written));
    if (written < placed.length) await this.#refused();
    else if (this.#queue.length > 0) await this.#yieldToOthers();
  }

  /** Must stay synchronous: the positions are valid only for the tail's current position. */
  #place(
    batch: readonly Publication[],
    begun: ReadonlySet<string>,
    steps: ReadonlyMap<string, TraceStep> | undefined,
  ): SequencedPublication[] {
    const heads = new Map<string, number>();
    const epoch = this.#tail.epoch || newEpoch();
    return batch.map(({ id, type, at, data, trace, streams }, index) => {
      const places = [...new Set(streams)].map((stream) => {
        const head = heads.get(stream) ?? this.#tail.headOf(stream) ?? (begun.has(stream) ? 0 : undefined);
        if (head === undefined)
          throw new Error(`the head of the stream ${stream} is not in memory; the relay will retry`);
        heads.set(stream, head + 1);
        return [stream, head + 1] as const;
      });
      const position = this.#tail.position + 1 + index;
      const continued = traced(trace === undefined ? undefined : (steps?.get(trace)?.trace ?? trace));
      return { id, type, at, data, ...continued, epoch, position, streams: Object.fromEntries(places) };
    });
  }

  /** Returns how many were written: an ordered insert stops at the first refused document. */
  async #insert(placed: readonly SequencedPublication[]): Promise<number> {
    const loggedAt = this.#clock.now();
    try {
      await this.#entries.insertMany(
        placed.map((publication) => toStored(publication, loggedAt)),
        { ordered: true },
      );
      return placed.length;
    } catch (error) {
      const refusedAt = refusedAsDuplicate(error);
      if (refusedAt === undefined) throw error;
      return refusedAt;
    }
  }

  #accept(written: readonly SequencedPublication[]): void {
    if (written.length === 0) return;
    this.#refusals = 0;
    this.#tail.offer(written);
    const ids = new Map(written.map((publication) => [publication.id, publication]));
    this.#settleKnown({ recent: (id) => ids.get(id) });
    this.#onAppended(written);
  }

  /**
   * Either another writer took the position, or the event is already in the log, or both. Both are looked up together and
   * for the whole queue, so that many events that are relayed again cost one refusal, not one for each of them.
   */
  async #refused(): Promise<void> {
    const before = this.#tail.position;
    const [found] = await Promise.all([
      this.#find(this.#queue.map(({ publication }) => publication.id)),
      this.#tail.read(),
    ]);
    // An entry that was written after the read must be delivered here before its `append` resolves.
    await this.#tail.reach(Math.max(0, ...[...found.values()].map(({ position }) => position)));
    this.#settleKnown({ recent: (id) => found.get(id) });
    const contended = this.#tail.position > before;
    if (contended) this.#contended = CONTENDED_ROUNDS;
    this.#refusals = contended || found.size > 0 ? 0 : this.#refusals + 1;
    if (this.#refusals < MOST_ATTEMPTS) return;
    this.#refusals = 0;
    throw new Error(
      'the log refuses new entries although neither their positions nor their events exist; the relay will retry',
    );
  }

  async #find(ids: readonly string[]): Promise<Map<string, SequencedPublication>> {
    const stored = await this.#entries
      .find({ eventId: { $in: [...ids] } }, { readPreference: 'primary', batchSize: ids.length + 1 })
      .toArray();
    return new Map(stored.map((each) => [each.eventId, fromStored(each)]));
  }

  #settleKnown(known: Pick<LogTail, 'recent'>): void {
    const waiting = this.#queue.splice(0);
    for (const each of waiting) {
      const there = known.recent(each.publication.id);
      if (there) each.settle(there);
      else this.#queue.push(each);
    }
  }

  /** Pauses for about a round trip: a writer that never pauses would win every time. */
  async #yieldToOthers(): Promise<void> {
    this.#streak += 1;
    if (this.#contended === 0 && this.#streak % ROUNDS_WITHOUT_PAUSE !== 0) return;
    this.#contended = Math.max(0, this.#contended - 1);
    await pause(Math.min(MOST_PAUSE_MS, this.#roundTripMs * (0.5 + Math.random())));
  }
}

/** The index of the document refused as a duplicate; undefined for any other error. */
function refusedAsDuplicate(error: unknown): number | undefined {
  if (!(error instanceof MongoBulkWriteError) || !isDuplicateKey(error)) return undefined;
  return [error.writeErrors].flat()[0]?.index;
}
