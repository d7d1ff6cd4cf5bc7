import type { Collection } from 'mongodb';
import type { Connection, Model } from 'mongoose';
import type { Nudged, Written } from './aggregate.ts';
import { systemClock, type Clock } from './clock.ts';
import { Confirmations } from './confirmations.ts';
import { Delivery, Progress, type DurableConsumer, type Patience } from './delivery.ts';
import type { EventEnvelope } from './envelope.ts';
import { silentLogger, type Logger } from './logger.ts';
import { OutboxSettling, type Stored } from './outbox-settling.ts';
import { ParkedEvents, type ParkedEvent } from './parked-events.ts';
import { Sweeper, type Sweepable } from './sweeper.ts';

export interface RelayOptions {
  connection: Connection;
  consumers: readonly DurableConsumer[];
  clock?: Clock;
  logger?: Logger;
  patience?: Partial<Patience>;
  /** Aggregates that are relayed at the same time. */
  parallel?: number;
  /** Aggregates that may wait in memory; beyond it they wait in their outboxes, for a sweep. */
  waiting?: number;
  sweepEveryMs?: number;
  /** How long a sweeper keeps others away from what it took. */
  leaseMs?: number;
  /** How long a writer waits at most for the consumers that confirm its events. */
  confirmWithinMs?: number;
}

/** One model whose outboxes are relayed. */
interface Source extends Sweepable {
  name: string;
  settling: OutboxSettling;
}

/** One aggregate on its way through this process. */
interface Passage {
  key: string;
  source: Source;
  written: Written;
  progress: Map<string, Progress>;
  phase: 'queued' | 'relaying' | 'settling';
}

const PATIENCE: Patience = { attempts: 8, firstRetryMs: 1_000, longestRetryMs: 60_000, timeoutMs: 30_000 };

/**
 * Brings what was committed to every durable consumer, at least once, and in the order of the aggregate:
 * whoever relays a version first relays everything older that is still in the outbox. If this process dies,
 * the entries stay in their documents and a sweep on any node takes them over.
 */
export class Relay implements Nudged {
  readonly #sources = new Map<string, Source>();
  readonly #passages = new Map<string, Passage>();
  readonly #queue: Passage[] = [];
  readonly #consumers: readonly DurableConsumer[];
  readonly #delivery: Delivery;
  readonly #confirmations: Confirmations;
  readonly #parked: ParkedEvents;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #parallel: number;
  readonly #waiting: number;
  readonly #sweeper: Sweeper<Source>;
  #relaying = 0;
  #drained: (() => void)[] = [];

  constructor(options: RelayOptions) {
    this.#consumers = options.consumers;
    this.#clock = options.clock ?? systemClock;
    this.#logger = options.logger ?? silentLogger;
    this.#parked = new ParkedEvents(options.connection);
    this.#confirmations = new Confirmations(options.consumers, options.confirmWithinMs ?? 5_000);
    this.#delivery = new Delivery({
      consumers: options.consumers,
      parked: this.#parked,
      clock: this.#clock,
      logger: this.#logger,
      patience: { ...PATIENCE, ...options.patience },
      onDone: (consumer, eventId) => this.#confirmations.confirm(consumer, eventId),
    });
    this.#parallel = options.parallel ?? 256;
    this.#waiting = options.waiting ?? 10_000;
    this.#sweeper = new Sweeper({
      sources: this.#sources,
      take: (source, written) => this.#take(source, written),
      hasRoom: () => this.pending < this.#waiting / 2,
      clock: this.#clock,
      logger: this.#logger,
      everyMs: options.sweepEveryMs ?? 2_000,
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

  /** From now on this node also takes over what others have left behind. */
  start(): void {
    this.#sweeper.start();
  }

  /**
   * Never throws: the write is committed, and what is not relayed now is swept later. It only waits for consumers that
   * confirm these events, and not for ever.
   */
  nudge(model: { modelName: string }, written: Written): Promise<void> | undefined {
    if (written.outbox.length === 0) return undefined;
    const confirmed = this.#confirmations.of(written.outbox);
    const source = this.#sources.get(model.modelName);
    if (source) this.#take(source, written);
    else this.#logger.error('events of a model that the relay does not know', { model: model.modelName });
    return confirmed?.then((inTime) => {
      if (!inTime)
        this.#logger.warn('events were not confirmed in time; the relay goes on', {
          model: model.modelName,
          id: written._id,
        });
    });
  }

  /** Aggregates that this process is relaying or holds in its queue. */
  get pending(): number {
    return this.#passages.size;
  }

  /** Aggregates of all nodes that still have something to relay. */
  async backlog(): Promise<number> {
    const counts = await Promise.all(
      [...this.#sources.values()].map(({ collection }) =>
        collection.countDocuments({ outboxDue: { $exists: true } }),
      ),
    );
    return counts.reduce((sum, count) => sum + count, 0);
  }

  /** Ends when everything that this process has taken on is relayed, or left to a later sweep by a failure. */
  async drain(): Promise<void> {
    if (this.#passages.size === 0) return;
    await new Promise<void>((drained) => this.#drained.push(drained));
  }

  async stop(): Promise<void> {
    await this.#sweeper.stop();
    await this.drain();
  }

  /** Takes over what is due, whoever wrote it; answers how many aggregates it took. */
  sweep(): Promise<number> {
    return this.#sweeper.sweep();
  }

  listParked(limit = 100): Promise<ParkedEvent[]> {
    return this.#parked.list(limit);
  }

  /** Takes out of what is parked what must no longer be kept; `remove` where nothing would be left to deliver. */
  redactParked(redact: (envelope: EventEnvelope) => EventEnvelope | 'remove' | null): Promise<number> {
    return this.#parked.redact(redact);
  }

  countParked(): Promise<number> {
    return this.#parked.count();
  }

  /** Gives a parked event to its consumer once more; it stays parked if that fails. Null: nothing by that id. */
  async retryParked(id: string): Promise<{ delivered: boolean; error?: string } | null> {
    const parked = await this.#parked.find(id);
    if (!parked) return null;
    try {
      const consumer = this.#consumers.find(({ name }) => name === parked.consumer);
      if (!consumer) throw new Error(`this node has no consumer named ${parked.consumer}`);
      await consumer.consume(parked.envelope);
    } catch (failure) {
      const error = failure instanceof Error ? failure.message : String(failure);
      await this.#parked.failedAgain(id, error);
      return { delivered: false, error };
    }
    await this.#parked.remove(id);
    return { delivered: true };
  }

  #take(source: Source, written: Written): void {
    const key = `${source.name} ${written._id}`;
    const passage = this.#passages.get(key);
    if (!passage) {
      if (this.#passages.size < this.#waiting) {
        this.#enqueue({ key, source, written, progress: new Map(), phase: 'queued' });
      }
    } else if (written.version > passage.written.version) {
      passage.written = written;
      if (passage.phase === 'settling') this.#enqueue(passage);
    }
  }

  #enqueue(passage: Passage): void {
    passage.phase = 'queued';
    this.#passages.set(passage.key, passage);
    this.#queue.push(passage);
    this.#relayNext();
  }

  #relayNext(): void {
    while (this.#relaying < this.#parallel) {
      const passage = this.#queue.shift();
      if (!passage) return;
      void this.#relay(passage);
    }
  }

  async #relay(passage: Passage): Promise<void> {
    passage.phase = 'relaying';
    this.#relaying += 1;
    const { written, source } = passage;
    // What memory knows of an entry is newer than a document that was read before the entry was settled.
    const entries = written.outbox.map((entry) => passage.progress.get(entry.id) ?? new Progress(entry));
    passage.progress = new Map(entries.map((entry) => [entry.envelope.id, entry]));
    await this.#delivery.deliver(entries);
    this.#relaying -= 1;

    const settled = this.#settle(source, written, entries);
    if (passage.written.version > written.version) this.#enqueue(passage);
    else passage.phase = 'settling';
    this.#relayNext();

    await settled;
    if (passage.phase !== 'settling' || passage.written !== written) return;
    this.#passages.delete(passage.key);
    if (this.#passages.size > 0) return;
    for (const drained of this.#drained.splice(0)) drained();
  }

  async #settle(source: Source, written: Written, entries: Progress[]): Promise<void> {
    const rest = entries.filter((entry) => !this.#delivery.isDelivered(entry));
    const retries = rest.flatMap((entry) =>
      [...entry.failed.values()].map(({ retryAt }) => retryAt.getTime()),
    );
    try {
      await source.settling.settle({
        id: written._id,
        version: written.version,
        delivered: entries.filter((entry) => !rest.includes(entry)).map(({ envelope }) => envelope.id),
        rest: rest.map((entry) => entry.toEntry()),
        retryAt: rest.length > 0 ? new Date(Math.min(...retries)) : undefined,
      });
    } catch (error) {
      this.#logger.warn('an outbox could not be settled; it will be relayed again', {
        model: source.name,
        id: written._id,
        error,
      });
    }
  }
}
