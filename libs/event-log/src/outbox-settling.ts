import type { AnyBulkWriteOperation, Collection } from 'mongodb';
import type { OutboxEntry } from './aggregate.ts';

export interface Stored {
  _id: string;
  version: number;
  outbox: OutboxEntry[];
  outboxDue?: Date;
}

/** The result of relaying one outbox. */
export interface Settlement {
  id: string;
  /** The version whose outbox was relayed. */
  version: number;
  delivered: string[];
  /** Entries that a consumer has not processed yet, with its failures. `retryAt` is the time of the next attempt. */
  rest: OutboxEntry[];
  retryAt: Date | undefined;
}

interface Waiting {
  settlement: Settlement;
  settled: () => void;
  failed: (error: unknown) => void;
}

/**
 * Removes relayed entries from their documents, in one bulk write per collection. A document that was written in the
 * meantime keeps its other entries and its due time: they belong to the later writer. If settling fails, the entries
 * stay and are relayed again; consumers are idempotent.
 */
export class OutboxSettling {
  readonly #collection: Collection<Stored>;
  #waiting: Waiting[] = [];
  #flushing = false;

  constructor(collection: Collection<Stored>) {
    this.#collection = collection;
  }

  settle(settlement: Settlement): Promise<void> {
    return new Promise((settled, failed) => {
      this.#waiting.push({ settlement, settled, failed });
      if (this.#flushing) return;
      this.#flushing = true;
      setImmediate(() => void this.#flush());
    });
  }

  async #flush(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      try {
        await this.#write(batch.map(({ settlement }) => settlement));
        for (const { settled } of batch) settled();
      } catch (error) {
        for (const { failed } of batch) failed(error);
      }
    }
    this.#flushing = false;
  }

  async #write(settlements: Settlement[]): Promise<void> {
    const { matchedCount } = await this.#collection.bulkWrite(settlements.map(asOfItsVersion), {
      ordered: false,
    });
    if (matchedCount === settlements.length) return;
    const overtaken = settlements.filter(({ delivered }) => delivered.length > 0).map(whateverItsVersion);
    if (overtaken.length > 0) await this.#collection.bulkWrite(overtaken, { ordered: false });
  }
}

function asOfItsVersion({ id, version, rest, retryAt }: Settlement): AnyBulkWriteOperation<Stored> {
  const filter = { _id: id, version };
  return rest.length === 0
    ? { updateOne: { filter, update: { $set: { outbox: [] }, $unset: { outboxDue: 1 } } } }
    : { updateOne: { filter, update: { $set: { outbox: rest, outboxDue: retryAt } } } };
}

function whateverItsVersion({ id, version, delivered }: Settlement): AnyBulkWriteOperation<Stored> {
  return {
    updateOne: {
      filter: { _id: id, version: { $gt: version } },
      update: { $pull: { outbox: { id: { $in: delivered } } } },
    },
  };
}
