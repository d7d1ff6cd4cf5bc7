import { MongoBulkWriteError, MongoError, type Collection, type Filter, type UpdateFilter } from 'mongodb';
import { Batches, type BatchItem } from './batches.ts';

interface Update<Doc> {
  id: string;
  /** Contains the version that was read. */
  filter: Filter<Doc>;
  update: UpdateFilter<Doc>;
  /** An event that this update adds to the outbox. */
  eventId: string;
}

const most = 500;

/**
 * Sends the guarded updates that arrive together as one command. Each is stored or not for itself; its promise resolves
 * with whether it certainly was.
 */
export class Updates<Doc extends { _id: string; outbox?: { id: string }[] }> {
  readonly #collection: Collection<Doc>;
  readonly #batches = new Batches<Update<Doc>, boolean>((batch) => this.#send(batch), { most });

  constructor(collection: Collection<Doc>) {
    this.#collection = collection;
  }

  add(update: Update<Doc>): Promise<boolean> {
    return this.#batches.add(update);
  }

  async #send(batch: readonly BatchItem<Update<Doc>, boolean>[]): Promise<void> {
    const updates = batch.map(({ item }) => item);
    const stored = (await this.#areAllStored(updates)) ? null : await this.#storedOf(updates);
    for (const { item, resolve } of batch) resolve(stored?.has(item.eventId) ?? true);
  }

  async #areAllStored(updates: readonly Update<Doc>[]): Promise<boolean> {
    const statements = updates.map(({ filter, update }) => ({ updateOne: { filter, update } }));
    try {
      // An undefined field would be stored as null.
      const options = { ordered: false, ignoreUndefined: true };
      const { matchedCount } = await this.#collection.bulkWrite(statements, options);
      return matchedCount === updates.length;
    } catch (error) {
      if (isUnclear(error)) throw error;
      // Those that are not stored are saved again alone, so that each caller gets the error that belongs to it.
      return false;
    }
  }

  /** The answer to the command contains only how many were stored. Events stay in the outbox until they are relayed. */
  async #storedOf(updates: readonly Update<Doc>[]): Promise<ReadonlySet<string>> {
    const filter = { _id: { $in: updates.map(({ id }) => id) } } as Filter<Doc>;
    const found = await this.#collection
      .find<{ outbox?: { id: string }[] }>(filter, { projection: { _id: 0, 'outbox.id': 1 } })
      .toArray();
    return new Set(found.flatMap(({ outbox = [] }) => outbox.map(({ id }) => id)));
  }
}

/** Whether it is unknown which statements are stored. An error of the encoding means that none was sent. */
const isUnclear = (error: unknown): boolean =>
  error instanceof MongoBulkWriteError
    ? error.result.getWriteConcernError() !== undefined
    : error instanceof MongoError;
