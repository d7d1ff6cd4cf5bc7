import type { Collection } from 'mongodb';
import type { Connection } from 'mongoose';
import type { EventEnvelope } from './envelope.ts';

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

  constructor(connection: Connection) {
    this.#collection = connection.collection<Stored>('parked_events');
  }

  async park(parked: Omit<ParkedEvent, 'id'>): Promise<void> {
    const _id = `${parked.envelope.id}@${parked.consumer}`;
    await this.#collection.updateOne({ _id }, { $set: parked }, { upsert: true });
  }

  /** Longest parked first. */
  async list(limit: number): Promise<ParkedEvent[]> {
    const stored = await this.#collection.find().sort({ parkedAt: 1 }).limit(limit).toArray();
    return stored.map(({ _id, ...parked }) => ({ id: _id, ...parked }));
  }

  count(): Promise<number> {
    return this.#collection.countDocuments();
  }

  async find(id: string): Promise<ParkedEvent | null> {
    const stored = await this.#collection.findOne({ _id: id });
    if (!stored) return null;
    const { _id, ...parked } = stored;
    return { id: _id, ...parked };
  }

  /** Replaces or removes parked events: `redact` returns the replacement, 'remove', or null for no change. */
  async redact(redact: (envelope: EventEnvelope) => EventEnvelope | 'remove' | null): Promise<number> {
    let changed = 0;
    for await (const { _id, envelope } of this.#collection.find({}, { projection: { envelope: 1 } })) {
      const instead = redact(envelope);
      if (instead === null) continue;
      if (instead === 'remove') await this.remove(_id);
      else await this.#collection.updateOne({ _id }, { $set: { envelope: instead } });
      changed += 1;
    }
    return changed;
  }

  async remove(id: string): Promise<void> {
    await this.#collection.deleteOne({ _id: id });
  }

  async failedAgain(id: string, error: string): Promise<void> {
    await this.#collection.updateOne({ _id: id }, { $inc: { attempts: 1 }, $set: { error } });
  }
}
