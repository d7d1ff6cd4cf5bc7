import { MongoBulkWriteError, type Collection } from 'mongodb';
import type { Clock } from './clock.ts';
import { keyOf, newEpoch, type StoredEntry, type StreamAppend, type StreamPosition } from './stream-entry.ts';
import type { StreamHeads } from './stream-heads.ts';

export interface Appended extends StreamPosition {
  stream: string;
  eventId: string;
  /** False: the entry was there already, and this is the place that it has. */
  fresh: boolean;
}

interface Waiting {
  entry: StreamAppend;
  attempts: number;
  settle: (appended: Appended) => void;
  fail: (error: unknown) => void;
}

interface Placed {
  waiting: Waiting;
  stored: StoredEntry;
}

const DUPLICATE_KEY = 11_000;
const MOST_PER_ROUND = 1_000;
const MOST_PER_STREAM = 250;
/** Another writer wins at most a few times in a row; so many times is a fault, and the relay comes again. */
const MOST_ATTEMPTS = 100;

/**
 * Gives entries their places. Everything that arrives while a round is on its way goes with the next one, so
 * that the cost of an entry falls as load rises. Entry n + 1 is never written unless n is: a stream has only
 * one write on its way per process, several entries of one stream go in ONE ordered insert, which stops at
 * the first that is refused, and across processes the unique place decides.
 */
export class StreamAppending {
  readonly #entries: Collection<StoredEntry>;
  readonly #heads: StreamHeads;
  readonly #clock: Clock;
  readonly #queues = new Map<string, Waiting[]>();
  #running = false;

  constructor(entries: Collection<StoredEntry>, heads: StreamHeads, clock: Clock) {
    this.#entries = entries;
    this.#heads = heads;
    this.#clock = clock;
  }

  append(entry: StreamAppend): Promise<Appended> {
    return new Promise((settle, fail) => {
      const waiting = { entry, attempts: 0, settle, fail };
      const queue = this.#queues.get(entry.stream);
      if (queue) queue.push(waiting);
      else this.#queues.set(entry.stream, [waiting]);
      if (this.#running) return;
      this.#running = true;
      setImmediate(() => void this.#run());
    });
  }

  async #run(): Promise<void> {
    while (this.#queues.size > 0) await this.#round();
    this.#running = false;
  }

  async #round(): Promise<void> {
    const inserts = this.#nextInserts();
    await Promise.all(inserts.map((placed) => this.#insert(placed)));
  }

  /** One insert for all streams that have one entry to write, and one for each that has several. */
  #nextInserts(): Placed[][] {
    const singles: Placed[] = [];
    const runs: Placed[][] = [];
    let left = MOST_PER_ROUND;
    for (const [stream, queue] of this.#queues) {
      if (left <= 0) break;
      const run = this.#place(stream, queue.slice(0, Math.min(left, MOST_PER_STREAM)));
      left -= run.length;
      if (run.length === 1) singles.push(...run);
      else runs.push(run);
    }
    return singles.length > 0 ? [singles, ...runs] : runs;
  }

  /**
   * An unknown stream is taken for a new one: its first entry is never removed, so if the guess is wrong its
   * place is taken.
   */
  #place(stream: string, run: Waiting[]): Placed[] {
    const head = this.#heads.hint(stream) ?? { seq: 0, epoch: newEpoch() };
    const loggedAt = this.#clock.now();
    return run.map((waiting, index) => {
      const { eventId, type, at, data } = waiting.entry;
      const seq = head.seq + 1 + index;
      const stored: StoredEntry = {
        _id: keyOf(waiting.entry),
        stream,
        seq,
        epoch: head.epoch,
        eventId,
        type,
        at,
        data,
        loggedAt,
      };
      return { waiting, stored };
    });
  }

  async #insert(placed: Placed[]): Promise<void> {
    const ordered = placed.length > 1 && placed[0]?.stored.stream === placed[1]?.stored.stream;
    try {
      await this.#entries.insertMany(
        placed.map(({ stored }) => stored),
        { ordered },
      );
      placed.forEach((each) => this.#written(each));
    } catch (error) {
      const refused = refusedAsDuplicates(error);
      if (refused) await this.#sortOut(placed, refused, ordered, error);
      // Whether they were written is not known: forget the head, and let the relay come again.
      else placed.forEach((each) => this.#failed(each, error));
    }
  }

  /** A refused entry is either in its stream already, or its place was taken by another writer. */
  async #sortOut(
    placed: Placed[],
    refused: ReadonlySet<number>,
    ordered: boolean,
    error: unknown,
  ): Promise<void> {
    const untriedFrom = ordered ? Math.min(...refused) + 1 : placed.length;
    placed.slice(0, untriedFrom).forEach((each, index) => {
      if (!refused.has(index)) this.#written(each);
    });
    const duplicates = placed.filter((_each, index) => refused.has(index));
    try {
      const known = await this.#lookUp(duplicates);
      await Promise.all(
        duplicates.map(async (each) => {
          const there = known.get(each.stored._id);
          if (there) this.#alreadyThere(each, there);
          else await this.#placeTaken(each, error);
        }),
      );
    } catch (failure) {
      duplicates.forEach((each) => this.#failed(each, failure));
    }
  }

  async #lookUp(duplicates: Placed[]): Promise<Map<string, StreamPosition>> {
    const found = await this.#entries
      .find(
        { _id: { $in: duplicates.map(({ stored }) => stored._id) } },
        { projection: { seq: 1, epoch: 1 }, readPreference: 'primary' },
      )
      .toArray();
    return new Map(found.map(({ _id, seq, epoch }) => [_id, { seq, epoch }]));
  }

  #written({ waiting, stored: { stream, seq, epoch, eventId } }: Placed): void {
    this.#heads.learn(stream, { seq, epoch });
    this.#leave(waiting);
    waiting.settle({ stream, eventId, seq, epoch, fresh: true });
  }

  #alreadyThere({ waiting, stored: { stream, eventId } }: Placed, there: StreamPosition): void {
    // Only ever forward: what follows an entry that is older than the hint may have expired.
    const hint = this.#heads.hint(stream);
    if (hint && hint.seq < there.seq) this.#heads.learn(stream, there);
    this.#leave(waiting);
    waiting.settle({ stream, eventId, ...there, fresh: false });
  }

  /** The entry stays first in its queue, for the next round. */
  async #placeTaken(placed: Placed, error: unknown): Promise<void> {
    const { waiting, stored } = placed;
    waiting.attempts += 1;
    if (waiting.attempts >= MOST_ATTEMPTS) this.#failed(placed, error);
    else await this.#heads.refresh(stored.stream);
  }

  #failed({ waiting, stored }: Placed, error: unknown): void {
    this.#heads.forget(stored.stream);
    this.#leave(waiting);
    waiting.fail(error);
  }

  #leave(waiting: Waiting): void {
    const { stream } = waiting.entry;
    const queue = this.#queues.get(stream)?.filter((other) => other !== waiting) ?? [];
    this.#queues.delete(stream);
    // Back at the end: a busy stream does not keep the others out of a round.
    if (queue.length > 0) this.#queues.set(stream, queue);
  }
}

/** The indexes that met a duplicate key; undefined when that was not all that went wrong. */
function refusedAsDuplicates(error: unknown): Set<number> | undefined {
  if (!(error instanceof MongoBulkWriteError)) return undefined;
  const writeErrors = [error.writeErrors].flat();
  const onlyDuplicates = writeErrors.length > 0 && writeErrors.every(({ code }) => code === DUPLICATE_KEY);
  return onlyDuplicates ? new Set(writeErrors.map(({ index }) => index)) : undefined;
}
