import type { Collection } from 'mongodb';
import type { Connection } from 'mongoose';
import type { DurableConsumer } from './durable-consumer.ts';
import type { EventEnvelope } from './envelope.ts';
import type { EventVersions } from './event-versions.ts';

/** An event that one consumer failed to process, set aside so that it does not block later events. */
export interface ParkedEvent {
  /** `<event id>@<consumer>` */
  id: string;
  consumer: string;
  envelope: EventEnvelope;
  attempts: number;
  error: string;
  parkedAt: Date;
}

type Stored = Omit<ParkedEvent, 'id'> & { _id: string };

/** Keeps parked events until an operator retries them; none is ever removed automatically. */
export class ParkedEvents {
  readonly #collection: Collection<Stored>;
  readonly #consumers: readonly DurableConsumer[];
  readonly #versions: EventVersions;

  constructor(connection: Connection, consumers: readonly DurableConsumer[], versions: EventVersions) {
    this.#collection = connection.collection<Stored>('parked_events');
    this.#consumers = consumers;
    this.#versions = versions;
  }

  async park(parked: Omit<ParkedEvent, 'id'>): Promise<void> {
    const _id = `${parked.envelope.id}@${parked.consumer}`;
    await this.#collection.updateOne({ _id }, { $set: parked }, { upsert: true });
  }

  /** Longest parked first. */
  async list(limit = 100): Promise<ParkedEvent[]> {
    const stored = await this.#collection.find().sort({ parkedAt: 1 }).limit(limit).toArray();
    return stored.map(({ _id, ...parked }) => ({ id: _id, ...parked }));
  }

  count(): Promise<number> {
    return this.#collection.countDocuments();
  }

  /** The event stays parked if the consumer fails again. Null when there is no parked event with this id. */
  async retry(id: string): Promise<{ delivered: boolean; error?: string } | null> {
    const parked = await this.#collection.findOne({ _id: id });
    if (!parked) return null;
    try {
      const consumer = this.#consumers.find(({ name }) => name === parked.consumer);
      if (!consumer)
        throw new Error(
          `this node has no consumer named ${parked.consumer}; retry on a node of the version that parked the event`,
        );
      await consumer.consume(this.#versions.upToDate(parked.envelope));
    } catch (failure) {
      const error = failure instanceof Error ? failure.message : String(failure);
      await this.#collection.updateOne({ _id: id }, { $inc: { attempts: 1 }, $set: { error } });
      return { delivered: false, error };
    }
    await this.#collection.deleteOne({ _id: id });
    return { delivered: true };
  }

  /**
   * Removes personal data: `redact` returns the replacement, null for no change, or `remove` when nothing would be left to
   * deliver.
   */
  async redact(redact: (envelope: EventEnvelope) => EventEnvelope | 'remove' | null): Promise<number> {
    let changed = 0;
    for await (const { _id, envelope } of this.#collection.find({}, { projection: { envelope: 1 } })) {
      const instead = redact(envelope);
      if (instead === null) continue;
      if (instead === 'remove') await this.#collection.deleteOne({ _id });
      else await this.#collection.updateOne({ _id }, { $set: { envelope: instead } });
      changed += 1;
    }
    return changed;
  }
}
