import type { Collection } from 'mongodb';
import type { Written } from './aggregate.ts';
import type { Clock } from './clock.ts';
import type { Logger } from './logger.ts';
import type { Stored } from './outbox-settling.ts';

export interface Sweepable {
  collection: Collection<Stored>;
}

const BATCH = 100;
/** Sweeps are at least this far apart, so that outboxes that fail again and again do not keep the store busy. */
const GAP_MS = 1_000;
const RETRY_MS = 2_000;
/** How often to look for outboxes that others left, while others use the store, and while none does. */
const SHARED_MS = 6_600;
const SOLE_MS = 30_000;

/**
 * Takes over due outboxes of any node. Each sweep also reads when the next one is due, and the sweeper sleeps until then.
 * A writer's outbox is due some seconds after the write, so a sweep in between finds it before it is due. A claim
 * postpones the due time, so that other sweepers do not repeat the work; order and completeness do not depend on it. If
 * this node dies, its claims become due again.
 */
export class Sweeper<S extends Sweepable> {
  readonly #sources: ReadonlyMap<string, S>;
  readonly #take: (source: S, written: Written) => void;
  readonly #hasRoom: () => boolean;
  readonly #held: (source: S) => ReadonlySet<string>;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #everyMs: () => number;
  readonly #leaseMs: number;
  #timer: NodeJS.Timeout | undefined;
  /** The earliest due time known. */
  #nextDue = Number.POSITIVE_INFINITY;
  #looksAt = 0;
  #sweptAt = Number.NEGATIVE_INFINITY;
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
    /** Whether other processes use the store. */
    isShared: () => boolean;
    everyMs?: number | undefined;
    leaseMs: number;
  }) {
    this.#sources = options.sources;
    this.#take = options.take;
    this.#hasRoom = options.hasRoom;
    this.#held = options.held;
    this.#clock = options.clock;
    this.#logger = options.logger;
    const { everyMs, isShared } = options;
    this.#everyMs = () => everyMs ?? (isShared() ? SHARED_MS : SOLE_MS);
    this.#leaseMs = options.leaseMs;
  }

  start(): void {
    if (this.#started) return;
    this.#started = true;
    this.#looksAt = performance.now();
    this.#arm();
  }

  async stop(): Promise<void> {
    this.#started = false;
    clearTimeout(this.#timer);
    await this.#running?.catch(() => undefined);
  }

  /** This process leaves an outbox to a sweep, and knows when that outbox is due. */
  expect(dueAt: Date): void {
    if (dueAt.getTime() >= this.#nextDue) return;
    this.#nextDue = dueAt.getTime();
    if (!this.#running) this.#arm();
  }

  /** Others have begun or stopped using the store. They may have left outboxes that are not due yet. */
  sharingChanged(): void {
    this.#looksAt = Math.min(this.#looksAt, performance.now() + SHARED_MS);
    if (!this.#running) this.#arm();
  }

  /** Returns the number of aggregates taken over. */
  sweep(): Promise<number> {
    this.#running ??= this.#sweepAll().finally(() => {
      this.#running = undefined;
      this.#arm();
    });
    return this.#running;
  }

  #arm(): void {
    if (!this.#started) return;
    clearTimeout(this.#timer);
    const now = performance.now();
    const due = now + this.#nextDue - this.#clock.now().getTime();
    const at = Math.max(Math.min(due, this.#looksAt), this.#sweptAt + GAP_MS);
    this.#timer = setTimeout(
      () => {
        this.sweep().catch((error: unknown) =>
          this.#logger.warn('outbox sweep failed; the next sweep retries', { error }),
        );
      },
      Math.ceil(Math.max(0, at - now)),
    ).unref();
  }

  async #sweepAll(): Promise<number> {
    this.#sweptAt = performance.now();
    // The jitter keeps nodes that started together from always sweeping at the same time.
    this.#looksAt = this.#sweptAt + this.#everyMs() * (0.91 + 0.18 * Math.random());
    // Due times that are expected during the sweep lower it again.
    this.#nextDue = Number.POSITIVE_INFINITY;
    // All sources at once, so that an idle process wakes up once for all of them.
    const swept = await Promise.allSettled(
      [...this.#sources.values()].map((source) => this.#sweepSource(source)),
    );
    let taken = 0;
    for (const result of swept)
      if (result.status === 'fulfilled') taken += result.value;
      else {
        this.expect(new Date(this.#clock.now().getTime() + RETRY_MS));
        throw result.reason;
      }
    return taken;
  }

  async #sweepSource(source: S): Promise<number> {
    let taken = 0;
    for (let claimed = BATCH; claimed === BATCH; taken += claimed) {
      if (!this.#hasRoom()) {
        this.expect(this.#clock.now());
        break;
      }
      claimed = await this.#sweepBatch(source);
    }
    return taken;
  }

  async #sweepBatch(source: S): Promise<number> {
    const now = this.#clock.now();
    const held = this.#held(source);
    const found = await source.collection
      .find({ outboxDue: { $exists: true } }, { projection: { outboxDue: 1 } })
      .sort({ outboxDue: 1 })
      // The held ones come first, because they are the oldest.
      .limit(BATCH + held.size)
      .toArray();
    const waiting = found.filter(({ _id }) => !held.has(_id)).slice(0, BATCH);
    const due = waiting.filter(({ outboxDue }) => outboxDue && outboxDue <= now);
    const next = waiting[due.length]?.outboxDue;
    // A full batch may hide more, and another node may take some of it.
    if (next) this.expect(next);
    else if (due.length === BATCH) this.expect(now);
    const claims = await Promise.all(due.map(({ _id }) => this.#claim(source, _id)));
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
