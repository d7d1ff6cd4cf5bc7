import type { Collection } from 'mongodb';
import type { Connection, Model } from 'mongoose';
import { RELAY_GRACE_MS, type RelayTrigger, type Written } from './aggregate.ts';
import { systemClock, type Clock } from './clock.ts';
import { Confirmations } from './confirmations.ts';
import { Delivery, Progress, type RetryPolicy } from './consumer-delivery.ts';
import type { DurableConsumer } from './durable-consumer.ts';
import type { EventTracing } from './event-tracing.ts';
import { EventVersions } from './event-versions.ts';
import { silentLogger, type Logger } from './logger.ts';
import { OutboxSettling, type Stored } from './outbox-settling.ts';
import { ParkedEvents } from './parked-events.ts';
import { Sweeper, type Sweepable } from './sweeper.ts';

export interface RelayOptions {
  connection: Connection;
  consumers: readonly DurableConsumer[];
  clock?: Clock;
  logger?: Logger;
  versions?: EventVersions;
  tracing?: EventTracing;
  retryPolicy?: Partial<RetryPolicy>;
  /** The number of aggregates relayed at the same time. */
  parallel?: number;
  /** The most aggregates in memory, queued or being relayed; further ones stay in their outboxes until a sweep. */
  waiting?: number;
  /** Whether other processes use the store, whose outboxes this one must find. Default: they do. */
  isShared?: () => boolean;
  sweepEveryMs?: number;
  /** How long a sweeper's claim keeps other sweepers away. */
  leaseMs?: number;
  /** The longest time a writer waits for consumers that confirm its events. */
  confirmWithinMs?: number;
}

/** One model whose outboxes are relayed. */
interface Source extends Sweepable {
  name: string;
  settling: OutboxSettling;
}

/** One aggregate that this process is relaying. */
interface RelayRun {
  key: string;
  source: Source;
  written: Written;
  progress: Map<string, Progress>;
  phase: 'queued' | 'relaying' | 'settling';
}

const RETRY_POLICY: RetryPolicy = {
  attempts: 8,
  firstRetryMs: 1_000,
  longestRetryMs: 60_000,
  timeoutMs: 30_000,
};

/**
 * Delivers committed events to every durable consumer, at least once and in the order of the aggregate: before a version
 * is relayed, everything older in the outbox is relayed. Only a parked event may be delivered after later ones. If
 * this process dies, the entries stay in their documents and a sweep on any node takes over.
 */
export class Relay implements RelayTrigger {
  readonly parked: ParkedEvents;
  readonly #sources = new Map<string, Source>();
  readonly #runs = new Map<string, RelayRun>();
  readonly #queue: RelayRun[] = [];
  readonly #delivery: Delivery;
  readonly #confirmations: Confirmations;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #versions: EventVersions;
  readonly #parallel: number;
  readonly #waiting: number;
  readonly #sweeper: Sweeper<Source>;
  #relaying = 0;
  #drained: (() => void)[] = [];

  constructor(options: RelayOptions) {
    this.#clock = options.clock ?? systemClock;
    this.#logger = options.logger ?? silentLogger;
    this.#versions = options.versions ?? new EventVersions();
    this.parked = new ParkedEvents(options.connection, options.consumers, this.#versions);
    this.#confirmations = new Confirmations(options.consumers, options.confirmWithinMs ?? 5_000);
    this.#delivery = new Delivery({
      consumers: options.consumers,
      parked: this.parked,
      clock: this.#clock,
      logger: this.#logger,
      retryPolicy: { ...RETRY_POLICY, ...options.retryPolicy },
      tracing: options.tracing,
      onDone: (consumer, eventId) => this.#confirmations.confirm(consumer, eventId),
    });
    this.#parallel = options.parallel ?? 256;
    this.#waiting = options.waiting ?? 10_000;
    this.#sweeper = new Sweeper({
      sources: this.#sources,
      take: (source, written) => this.#take(source, written),
      hasRoom: () => this.pending < this.#waiting / 2,
      held: (source) => this.#heldOf(source),
      clock: this.#clock,
      logger: this.#logger,
      isShared: options.isShared ?? (() => true),
      everyMs: options.sweepEveryMs,
      leaseMs: options.leaseMs ?? 10_000,
    });
  }

  register<Doc>(model: Model<Doc>): this {
    const collection = model.collection as unknown as Collection<Stored>;
    this.#sources.set(model.modelName, {
      name: model.modelName,
      collection,
      settling: new OutboxSettling(collection),
    });
    return this;
  }

  /** Starts the sweeper. It relays due outboxes of any node, including this node's own retries. */
  start(): void {
    this.#sweeper.start();
  }

  /**
   * Never throws: the write is committed, and a sweep relays later what is not relayed now. Waits, up to a limit, only
   * for consumers that confirm these events.
   */
  trigger(model: { modelName: string }, written: Written): Promise<void> | undefined {
    if (written.outbox.length === 0) return undefined;
    const confirmed = this.#confirmations.of(written.outbox);
    const source = this.#sources.get(model.modelName);
    if (source) this.#take(source, written);
    else
      this.#logger.error('events of an unregistered model cannot be relayed: call register() with it', {
        model: model.modelName,
      });
    return confirmed?.then((inTime) => {
      if (!inTime)
        this.#logger.warn('events not confirmed in time; the relay continues', {
          model: model.modelName,
          id: written._id,
        });
    });
  }

  /** The number of aggregates that this process is relaying or has queued. */
  get pending(): number {
    return this.#runs.size;
  }

  /** The number of aggregates with unrelayed events, over all nodes. */
  async backlog(): Promise<number> {
    const counts = await Promise.all(
      [...this.#sources.values()].map(({ collection }) =>
        collection.countDocuments({ outboxDue: { $exists: true } }),
      ),
    );
    return counts.reduce((sum, count) => sum + count, 0);
  }

  /** Resolves when everything that this process took on is relayed, or left to a later sweep after a failure. */
  async drain(): Promise<void> {
    if (this.#runs.size === 0) return;
    await new Promise<void>((drained) => this.#drained.push(drained));
  }

  async stop(): Promise<void> {
    await this.#sweeper.stop();
    await this.drain();
  }

  /** Takes over due outboxes of any node; returns the number of aggregates. */
  sweep(): Promise<number> {
    return this.#sweeper.sweep();
  }

  /** Others have begun or stopped using the store (`isShared`). */
  sharingChanged(): void {
    this.#sweeper.sharingChanged();
  }

  /** A write failed, but may have been stored: nothing triggers the relay of its events. */
  doubt(): void {
    this.#sweepAfterGrace();
  }

  #take(source: Source, written: Written): void {
    const key = `${source.name} ${written._id}`;
    const run = this.#runs.get(key);
    if (!run) {
      if (this.#runs.size < this.#waiting) {
        this.#enqueue({ key, source, written, progress: new Map(), phase: 'queued' });
      } else this.#sweepAfterGrace();
    } else if (written.version > run.written.version) {
      run.written = written;
      if (run.phase === 'settling') this.#enqueue(run);
    }
  }

  #heldOf(source: Source): ReadonlySet<string> {
    const runs = [...this.#runs.values()].filter((run) => run.source === source);
    return new Set(runs.map(({ written }) => written._id));
  }

  #enqueue(run: RelayRun): void {
    run.phase = 'queued';
    this.#runs.set(run.key, run);
    this.#queue.push(run);
    this.#relayNext();
  }

  #relayNext(): void {
    while (this.#relaying < this.#parallel) {
      const run = this.#queue.shift();
      if (!run) return;
      void this.#relay(run);
    }
  }

  async #relay(run: RelayRun): Promise<void> {
    run.phase = 'relaying';
    this.#relaying += 1;
    const { written, source } = run;
    // Progress in memory is newer than a document that was read before its entries were settled.
    const entries = written.outbox.map(
      (entry) => run.progress.get(entry.id) ?? new Progress(this.#versions.upToDate(entry)),
    );
    run.progress = new Map(entries.map((entry) => [entry.envelope.id, entry]));
    await this.#delivery.deliver(entries);
    this.#relaying -= 1;

    const settled = this.#settle(source, written, entries);
    if (run.written.version > written.version) this.#enqueue(run);
    else run.phase = 'settling';
    this.#relayNext();

    await settled;
    if (run.phase !== 'settling' || run.written !== written) return;
    this.#runs.delete(run.key);
    if (this.#runs.size > 0) return;
    for (const drained of this.#drained.splice(0)) drained();
  }

  async #settle(source: Source, written: Written, entries: Progress[]): Promise<void> {
    const rest = entries.filter((entry) => !this.#delivery.isDelivered(entry));
    const retries = rest.flatMap((entry) =>
      [...entry.failed.values()].map(({ retryAt }) => retryAt.getTime()),
    );
    try {
      const retryAt = rest.length > 0 ? new Date(Math.min(...retries)) : undefined;
      await source.settling.settle({
        id: written._id,
        version: written.version,
        delivered: entries.filter((entry) => !rest.includes(entry)).map(({ envelope }) => envelope.id),
        rest: rest.map((entry) => entry.toEntry()),
        retryAt,
      });
      if (retryAt) this.#sweeper.expect(retryAt);
    } catch (error) {
      this.#logger.warn('outbox could not be settled; its events will be relayed again', {
        model: source.name,
        id: written._id,
        error,
      });
      this.#sweepAfterGrace();
    }
  }

  /** Leaves an outbox to a sweep, which finds it after the writer's grace period. */
  #sweepAfterGrace(): void {
    this.#sweeper.expect(new Date(this.#clock.now().getTime() + RELAY_GRACE_MS));
  }
}
