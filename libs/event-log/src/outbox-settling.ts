import type { AnyBulkWriteOperation, Collection } from 'mongodb';
import type { OutboxEntry } from './aggregate.ts';
import { Batches } from './batches.ts';

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

/** No request waits for a settlement, so under load one write settles all that were relayed in this time. */
const betweenWritesMs = 50;

/**
 * Removes relayed entries from their documents, in one bulk write per collection. A document that was written in the
 * meantime keeps its other entries and its due time: they belong to the later writer. If settling fails, the entries
 * stay and are relayed again; consumers are idempotent.
 */
export class OutboxSettling {
  readonly #collection: Collection<Stored>;
  readonly #batches = new Batches<Settlement, void>(
    async (batch) => {
      await this.#write(batch.map(({ item }) => item));
      for (const { resolve } of batch) resolve();
    },
    { most: 500, spacingMs: betweenWritesMs },
  );

  constructor(collection: Collection<Stored>) {
    this.#collection = collection;
  }

  settle(settlement: Settlement): Promise<void> {
    return this.#batches.add(settlement);
  }

  async #write(settlements: Settlement[]): Promise<void> {
    const { matchedCount } = await this.#collection.bulkWrite(asOfTheirVersions(settlements), {
      ordered: false,
    });
    if (matchedCount === settlements.length) return;
    const overtaken = settlements.filter(({ delivered }) => delivered.length > 0).map(whateverItsVersion);
    if (overtaken.length > 0) await this.#collection.bulkWrite(overtaken, { ordered: false });
  }
}

/** Outboxes that are empty now share one statement for each version: most orders of one moment have the same few. */
function asOfTheirVersions(settlements: readonly Settlement[]): AnyBulkWriteOperation<Stored>[] {
  const emptied = Map.groupBy(
    settlements.filter(({ rest }) => rest.length === 0),
    ({ version }) => version,
  );
  return [
    ...[...emptied].map(([version, same]) => ({
      updateMany: {
        filter: { _id: { $in: same.map(({ id }) => id) }, version },
        update: { $set: { outbox: [] }, $unset: { outboxDue: 1 as const } },
      },
    })),
    ...settlements
      .filter(({ rest }) => rest.length > 0)
      .map(({ id, version, rest, retryAt }) => ({
        updateOne: {
          filter: { _id: id, version },
          update: { $set: { outbox: rest, ...(retryAt && { outboxDue: retryAt }) } },
        },
      })),
  ];
}

function whateverItsVersion({ id, version, delivered }: Settlement): AnyBulkWriteOperation<Stored> {
  return {
    updateOne: {
      filter: { _id: id, version: { $gt: version } },
      update: { $pull: { outbox: { id: { $in: delivered } } } },
    },
  };
}
