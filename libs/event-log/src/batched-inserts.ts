import { MongoBulkWriteError, MongoError, type Collection, type OptionalUnlessRequiredId } from 'mongodb';
import { Batches, type BatchItem } from './batches.ts';

type Batch<Doc> = readonly BatchItem<Doc, void>[];

/**
 * Inserts the documents that arrive together with one command. Each insert succeeds or fails for itself: a document that
 * was refused in a batch is inserted again alone, so that its caller gets the error that belongs to it.
 */
export class Inserts<Doc extends { _id: string }> {
  readonly #collection: Collection<Doc>;
  readonly #batches = new Batches<Doc, void>((batch) => this.#insert(batch));

  constructor(collection: Collection<Doc>) {
    this.#collection = collection;
  }

  add(doc: Doc): Promise<void> {
    return this.#batches.add(doc);
  }

  async #insert(batch: Batch<Doc>): Promise<void> {
    const docs = batch.map(({ item }) => item as OptionalUnlessRequiredId<Doc>);
    try {
      // An undefined field would be stored as null.
      await this.#collection.insertMany(docs, { ignoreUndefined: true, ordered: false });
      for (const { resolve } of batch) resolve();
    } catch (error) {
      const refused = batch.length > 1 ? refusedIn(batch, error) : [];
      if (refused.length === 0) throw error;
      for (const each of batch) if (!refused.includes(each)) each.resolve();
      for (const each of refused) await this.#insert([each]).catch(each.reject);
    }
  }
}

/** Those that were certainly not stored, while all others were; empty if that is unknown. */
function refusedIn<Doc>(batch: Batch<Doc>, error: unknown): Batch<Doc> {
  // The driver could not encode one of them, and has sent none.
  if (!(error instanceof MongoError)) return batch;
  if (!(error instanceof MongoBulkWriteError) || error.result.getWriteConcernError()) return [];
  return [error.writeErrors].flat().flatMap(({ index }) => batch[index] ?? []);
}
