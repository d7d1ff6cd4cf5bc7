import type { ConsumerFailure, OutboxEntry } from './aggregate.ts';
import type { Clock } from './clock.ts';
import type { EventEnvelope } from './envelope.ts';
import type { Logger } from './logger.ts';
import type { ParkedEvents } from './parked-events.ts';
import { isTransient } from './write-errors.ts';

/** Hears every event that it handles at least once, in the order of its aggregate. */
export interface DurableConsumer {
  /** Stable: progress and parked events are kept under it. */
  name: string;
  handles(type: string): boolean;
  /**
   * Events that this consumer must have had before their writer is answered. For changes that what is written next
   * depends on; every such consumer adds its time to the answer.
   */
  confirms?(type: string): boolean;
  /** Idempotent by the envelope's id. Rejects to be asked again later. */
  consume(envelope: EventEnvelope): Promise<void>;
}

export interface Patience {
  /** Attempts of one consumer at one event before it is parked. */
  attempts: number;
  firstRetryMs: number;
  longestRetryMs: number;
  /** A consumer that has not answered by then has failed. */
  timeoutMs: number;
}

export class Progress {
  readonly envelope: EventEnvelope;
  readonly done: Set<string>;
  readonly failed: Map<string, ConsumerFailure>;

  constructor(entry: OutboxEntry) {
    const { done, failed, ...envelope } = entry;
    this.envelope = envelope;
    this.done = new Set(done);
    this.failed = new Map(failed?.map((failure) => [failure.consumer, failure]));
  }

  toEntry(): OutboxEntry {
    return { ...this.envelope, done: [...this.done], failed: [...this.failed.values()] };
  }
}

/**
 * Takes the entries of ONE aggregate, in order, to each consumer. A consumer that fails waits at its entry
 * and is passed by the others; after too many attempts the entry is parked for that consumer alone.
 */
export class Delivery {
  readonly #consumers: readonly DurableConsumer[];
  readonly #parked: ParkedEvents;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #patience: Patience;
  readonly #onDone: (consumer: DurableConsumer, eventId: string) => void;

  constructor(options: {
    consumers: readonly DurableConsumer[];
    parked: ParkedEvents;
    clock: Clock;
    logger: Logger;
    patience: Patience;
    onDone: (consumer: DurableConsumer, eventId: string) => void;
  }) {
    this.#consumers = options.consumers;
    this.#parked = options.parked;
    this.#clock = options.clock;
    this.#logger = options.logger;
    this.#patience = options.patience;
    this.#onDone = options.onDone;
  }

  async deliver(entries: readonly Progress[]): Promise<void> {
    await Promise.all(this.#consumers.map((consumer) => this.#deliverTo(consumer, entries)));
  }

  isDelivered(entry: Progress): boolean {
    return this.#consumers.every(({ name }) => entry.done.has(name));
  }

  async #deliverTo(consumer: DurableConsumer, entries: readonly Progress[]): Promise<void> {
    for (const entry of entries) {
      if (entry.done.has(consumer.name)) continue;
      const before = entry.failed.get(consumer.name);
      // What comes later waits too: a consumer sees the events of an aggregate in their order.
      if (before && before.retryAt > this.#clock.now()) return;
      try {
        if (consumer.handles(entry.envelope.type)) {
          await inTime(consumer.consume(entry.envelope), this.#patience.timeoutMs);
        }
      } catch (error) {
        if (!(await this.#setBack(consumer, entry, error))) return;
      }
      entry.failed.delete(consumer.name);
      entry.done.add(consumer.name);
      this.#onDone(consumer, entry.envelope.id);
    }
  }

  /** True when the entry is parked, so that the consumer may go on. */
  async #setBack(consumer: DurableConsumer, entry: Progress, error: unknown): Promise<boolean> {
    const { attempts: most, firstRetryMs, longestRetryMs } = this.#patience;
    const attempts = (entry.failed.get(consumer.name)?.attempts ?? 0) + 1;
    const now = this.#clock.now();
    const wait = Math.min(firstRetryMs * 2 ** (attempts - 1), longestRetryMs);
    const failure: ConsumerFailure = {
      consumer: consumer.name,
      attempts,
      error: error instanceof Error ? error.message : String(error),
      retryAt: new Date(now.getTime() + wait),
    };
    entry.failed.set(consumer.name, failure);
    const details = {
      consumer: consumer.name,
      event: entry.envelope.type,
      eventId: entry.envelope.id,
      attempts,
    };
    this.#logger.warn('a durable consumer failed', { ...details, error });
    // What the store refuses for the moment is no fault of the event.
    if (attempts < most || isTransient(error)) return false;
    try {
      await this.#parked.park({
        consumer: consumer.name,
        envelope: entry.envelope,
        attempts,
        error: failure.error,
        parkedAt: now,
      });
    } catch (parkingError) {
      this.#logger.error('an event could not be parked', { ...details, error: parkingError });
      return false;
    }
    this.#logger.error('an event is parked', details);
    return true;
  }
}

async function inTime<R>(work: Promise<R>, ms: number): Promise<R> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
