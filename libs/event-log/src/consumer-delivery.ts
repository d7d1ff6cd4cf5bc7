import type { ConsumerFailure, OutboxEntry } from './aggregate.ts';
import type { Clock } from './clock.ts';
import type { DurableConsumer } from './durable-consumer.ts';
import type { EventEnvelope } from './envelope.ts';
import { type EventTracing, type TraceStep, traced } from './event-tracing.ts';
import type { Logger } from './logger.ts';
import type { ParkedEvents } from './parked-events.ts';
import { isTransient } from './write-errors.ts';

export interface RetryPolicy {
  /** Attempts of one consumer at one event before the event is parked. */
  attempts: number;
  firstRetryMs: number;
  longestRetryMs: number;
  /** A consumer that takes longer has failed. */
  timeoutMs: number;
}

export class Progress {
  readonly envelope: EventEnvelope;
  readonly done: Set<string>;
  readonly failed: Map<string, ConsumerFailure>;
  /** The current attempt to deliver it. */
  step: TraceStep | undefined;

  constructor(entry: OutboxEntry) {
    const { done, failed, ...envelope } = entry;
    this.envelope = envelope;
    this.done = new Set(done);
    this.failed = new Map(failed?.map((failure) => [failure.consumer, failure]));
  }

  /** Calls a consumer: what it does continues the trace of this attempt. */
  pass<T>(consume: (envelope: EventEnvelope) => T): T {
    return this.step ? this.step.run(() => consume(this.passed)) : consume(this.envelope);
  }

  get passed(): EventEnvelope {
    return this.step?.trace === undefined ? this.envelope : { ...this.envelope, ...traced(this.step.trace) };
  }

  toEntry(): OutboxEntry {
    return { ...this.envelope, done: [...this.done], failed: [...this.failed.values()] };
  }
}

/**
 * Delivers the entries of ONE aggregate, in order, to each consumer. A failed consumer stays at its entry while the
 * others go on; after too many attempts the entry is parked for that consumer only.
 */
export class Delivery {
  readonly #consumers: readonly DurableConsumer[];
  readonly #parked: ParkedEvents;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #retryPolicy: RetryPolicy;
  readonly #tracing: EventTracing | undefined;
  readonly #onDone: (consumer: DurableConsumer, eventId: string) => void;

  constructor(options: {
    consumers: readonly DurableConsumer[];
    parked: ParkedEvents;
    clock: Clock;
    logger: Logger;
    retryPolicy: RetryPolicy;
    tracing: EventTracing | undefined;
    onDone: (consumer: DurableConsumer, eventId: string) => void;
  }) {
    this.#consumers = options.consumers;
    this.#parked = options.parked;
    this.#clock = options.clock;
    this.#logger = options.logger;
    this.#retryPolicy = options.retryPolicy;
    this.#tracing = options.tracing;
    this.#onDone = options.onDone;
  }

  async deliver(entries: readonly Progress[]): Promise<void> {
    const concerned = this.#consumers.filter((consumer) => !this.#passOver(consumer, entries));
    if (concerned.length === 0) return;
    if (this.#tracing)
      for (const entry of entries)
        entry.step = this.isDelivered(entry) ? undefined : this.#tracing.relay(entry.envelope);
    await Promise.all(concerned.map((consumer) => this.#deliverTo(consumer, entries)));
    for (const { step, failed } of entries) step?.end(failed.size > 0 ? 'consumer_failed' : undefined);
  }

  /** Most consumers handle none of an aggregate's events, and need no promise to say so. */
  #passOver(consumer: DurableConsumer, entries: readonly Progress[]): boolean {
    const open = entries.filter(({ done }) => !done.has(consumer.name));
    if (open.some(({ envelope }) => consumer.handles(envelope.type))) return false;
    for (const entry of open) this.#finish(consumer, entry);
    return true;
  }

  isDelivered(entry: Progress): boolean {
    return this.#consumers.every(({ name }) => entry.done.has(name));
  }

  async #deliverTo(consumer: DurableConsumer, entries: readonly Progress[]): Promise<void> {
    await this.#deliverTogether(consumer, entries);
    for (const entry of entries) {
      if (entry.done.has(consumer.name)) continue;
      const before = entry.failed.get(consumer.name);
      // Later entries wait too, so that a consumer gets the events of an aggregate in order.
      if (before && before.retryAt > this.#clock.now()) return;
      try {
        if (consumer.handles(entry.envelope.type)) {
          const consumed = entry.pass((envelope) => consumer.consume(envelope));
          await inTime(consumed, this.#retryPolicy.timeoutMs);
        }
      } catch (error) {
        if (!(await this.#recordFailure(consumer, entry, error))) return;
      }
      this.#finish(consumer, entry);
    }
  }

  /** Leaves the entries open if the consumer takes one at a time, or fails: then each counts and is recorded for itself. */
  async #deliverTogether(consumer: DurableConsumer, entries: readonly Progress[]): Promise<void> {
    const open = entries.filter(({ done }) => !done.has(consumer.name));
    const handled = open.filter(({ envelope }) => consumer.handles(envelope.type));
    const failedBefore = open.some(({ failed }) => failed.has(consumer.name));
    const [first] = handled;
    if (!consumer.consumeAll || !first || handled.length < 2 || failedBefore) return;
    try {
      // Work for several traces runs in the first one; each envelope has its own.
      const consumed = first.pass(() => consumer.consumeAll?.(handled.map(({ passed }) => passed)));
      await inTime(consumed ?? Promise.resolve(), this.#retryPolicy.timeoutMs);
    } catch (error) {
      this.#logger.warn('durable consumer failed for several events; they follow one by one', {
        consumer: consumer.name,
        eventId: first.envelope.id,
        error,
      });
      return;
    }
    for (const entry of open) this.#finish(consumer, entry);
  }

  #finish(consumer: DurableConsumer, entry: Progress): void {
    entry.failed.delete(consumer.name);
    entry.done.add(consumer.name);
    this.#onDone(consumer, entry.envelope.id);
  }

  /** Returns true when the entry was parked, so that the consumer continues with the next one. */
  async #recordFailure(consumer: DurableConsumer, entry: Progress, error: unknown): Promise<boolean> {
    const { attempts: most, firstRetryMs, longestRetryMs } = this.#retryPolicy;
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
    this.#logger.warn('durable consumer failed', { ...details, error });
    // A transient failure of the store is not caused by the event, so the event is not parked for it.
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
      this.#logger.error('event could not be parked; the relay retries', { ...details, error: parkingError });
      return false;
    }
    this.#logger.error('event parked after too many failed attempts; an operator can retry it', details);
    return true;
  }
}

async function inTime<R>(work: Promise<R>, ms: number): Promise<R> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`the consumer did not finish within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
