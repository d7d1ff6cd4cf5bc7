import type { Collection } from 'mongodb';
import type { Written } from './aggregate.ts';
import type { Clock } from './clock.ts';
import type { Logger } from './logger.ts';
import type { Stored } from './outbox-settling.ts';

export interface Sweepable {
  collection: Collection<Stored>;
}

const BATCH = 100;

/**
 * Takes over due outboxes of any node. A claim postpones the due time, so that other sweepers do not repeat the work;
 * order and completeness do not depend on it. If this node dies, its claims become due again.
 */
export class Sweeper<S extends Sweepable> {
  readonly #sources: ReadonlyMap<string, S>;
  readonly #take: (source: S, written: Written) => void;
  readonly #hasRoom: () => boolean;
  readonly #held: (source: S) => ReadonlySet<string>;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #everyMs: number;
  readonly #leaseMs: number;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<number> | undefined;
  #started = false;

  constructor(options: {
    sources: ReadonlyMap<string, S>;
    take: (source: S, written: Written) => void;
    hasRoom: () => boolean;
    /** The aggregates that this process is relaying already: claiming them would only cost writes. */
    held: (source: S) => ReadonlySet<string>;
    clock: Clock;
    logger: Logger;
    everyMs: number;
    leaseMs: number;
  }) {
    this.#sources = options.sources;
    this.#take = options.take;
    this.#hasRoom = options.hasRoom;
    this.#held = options.held;
    this.#clock = options.clock;
    this.#logger = options.logger;
    this.#everyMs = options.everyMs;
    this.#leaseMs = options.leaseMs;
  }

  start(): void {
    if (this.#started) return;
    this.#started = true;
    this.#sweepAfter(0);
  }

  async stop(): Promise<void> {
    this.#started = false;
    clearTimeout(this.#timer);
    await this.#running?.catch(() => undefined);
  }

  /** Returns the number of aggregates taken over. */
  sweep(): Promise<number> {
    this.#running ??= this.#sweepAll().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  #sweepAfter(ms: number): void {
    this.#timer = setTimeout(() => {
      this.sweep()
        .catch((error: unknown) =>
          this.#logger.warn('outbox sweep failed; the next sweep retries', { error }),
        )
        .finally(() => {
          // The jitter keeps nodes that started together from always sweeping at the same time.
          if (this.#started) this.#sweepAfter(this.#everyMs * (0.8 + 0.4 * Math.random()));
        });
    }, ms).unref();
  }

  async #sweepAll(): Promise<number> {
    let taken = 0;
    for (const source of this.#sources.values()) {
      for (let claimed = BATCH; claimed === BATCH && this.#hasRoom(); taken += claimed) {
        claimed = await this.#sweepBatch(source);
      }
    }
    return taken;
  }

  async #sweepBatch(source: S): Promise<number> {
    const held = this.#held(source);
    const due = await source.collection
      .find({ outboxDue: { $lte: this.#clock.now() } }, { projection: { _id: 1 } })
      .sort({ outboxDue: 1 })
      // The held ones come first, because they are the oldest.
      .limit(BATCH + held.size)
      .toArray();
    const free = due.filter(({ _id }) => !held.has(_id)).slice(0, BATCH);
    const claims = await Promise.all(free.map(({ _id }) => this.#claim(source, _id)));
    return claims.filter(Boolean).length;
  }

  async #claim(source: S, id: string): Promise<boolean> {
    const now = this.#clock.now();
    const written = await source.collection.findOneAndUpdate(
      { _id: id, outboxDue: { $lte: now } },
      { $set: { outboxDue: new Date(now.getTime() + this.#leaseMs) } },
      { returnDocument: 'after', projection: { version: 1, outbox: 1 } },
    );
    if (written) this.#take(source, written);
    return written !== null;
  }
}
