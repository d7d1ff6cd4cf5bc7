import { deserialize } from 'bson';
import type { Db, Document, IndexDescription } from 'mongodb';
import type { Contents } from './contents.ts';
import { partsOf, type Shape, shapesOf, stagingPrefix } from './dump.ts';
import { Problem } from './problem.ts';
import { areEqual, type CollectionEntry, documentsIn, Tally } from './manifest.ts';

const batchBytes = 4 * 1024 * 1024;
/** Keeps number types: an int32 stored as a double would change the document. */
const asStored = { promoteValues: false, promoteLongs: false, promoteBuffers: false, bsonRegExp: true };
const staged = (name: string): string => stagingPrefix + name;

export interface Loaded {
  copied: CollectionEntry[];
  /** Already present with the same documents. */
  same: CollectionEntry[];
}

/**
 * Loads contents into a store. They are written to temporary collections, verified, and only then renamed, so a failure
 * before that leaves the store unchanged. After an interruption during the renames it can be run again: finished
 * collections are recognised by their hash.
 */
export async function load(
  { manifest, parts }: Contents,
  db: Db,
  name: string,
  { force }: { force: boolean },
): Promise<Loaded> {
  await dropStaged(db);
  const found = await compare(manifest.collections, db, new Date(manifest.madeAt));
  const inTheWay = [...found.different, ...found.foreign];
  if (inTheWay.length > 0 && !force)
    throw new Problem(
      `There is other data in ${name}, in ${inTheWay.join(', ')}. Nothing was changed. ` +
        'Run it again with --force to replace that data.',
    );
  const same = manifest.collections.filter((entry) => found.same.has(entry.name));
  const wanted = manifest.collections.filter((entry) => !found.same.has(entry.name));
  try {
    await stage(parts(), wanted, db);
    await verify(wanted, db);
    for (const entry of wanted) await index(db, staged(entry.name), entry);
  } catch (error) {
    await dropStaged(db);
    throw error;
  }
  for (const entry of wanted) await db.renameCollection(staged(entry.name), entry.name, { dropTarget: true });
  for (const entry of same) await index(db, entry.name, entry);
  for (const foreign of found.foreign) await db.dropCollection(foreign);
  return { copied: wanted, same };
}

async function dropStaged(db: Db): Promise<void> {
  for (const { name } of await db.listCollections({}, { nameOnly: true }).toArray())
    if (name.startsWith(stagingPrefix)) await db.dropCollection(name);
}

async function compare(wanted: readonly CollectionEntry[], db: Db, now: Date) {
  const shapes = await shapesOf(db);
  const filled: Shape[] = [];
  for (const shape of shapes) if (await db.collection(shape.name).findOne({})) filled.push(shape);
  const tally = await Tally.of(partsOf(db, shapes, now));
  const entries = new Map(wanted.map((entry) => [entry.name, entry]));
  const isSame = ({ name }: Shape) => {
    const entry = entries.get(name);
    return entry !== undefined && areEqual(entry, tally.sum(name));
  };
  return {
    same: new Set(shapes.filter(isSame).map(({ name }) => name)),
    different: filled.filter((shape) => entries.has(shape.name) && !isSame(shape)).map(({ name }) => name),
    foreign: filled.filter(({ name }) => !entries.has(name)).map(({ name }) => name),
  };
}

async function stage(
  parts: AsyncIterable<{ collection: string; bytes: Buffer }>,
  wanted: readonly CollectionEntry[],
  db: Db,
): Promise<void> {
  for (const { name, options } of wanted) await db.createCollection(staged(name), options);
  const names = new Set(wanted.map(({ name }) => name));
  for await (const { collection, bytes } of parts)
    if (names.has(collection))
      for (const batch of batchesOf(bytes))
        await db.collection(staged(collection)).insertMany(batch, { forceServerObjectId: true });
}

function* batchesOf(bytes: Buffer): Generator<Document[]> {
  let batch: Document[] = [];
  let size = 0;
  for (const document of documentsIn(bytes)) {
    batch.push(deserialize(document, asStored));
    size += document.length;
    if (size < batchBytes) continue;
    yield batch;
    batch = [];
    size = 0;
  }
  if (batch.length > 0) yield batch;
}

/** Reads the documents back from the store and compares their hashes. */
async function verify(wanted: readonly CollectionEntry[], db: Db): Promise<void> {
  const shapes = wanted.map(({ name }) => ({ name: staged(name), options: {}, indexes: [] }));
  const tally = await Tally.of(partsOf(db, shapes, new Date()));
  for (const entry of wanted) {
    const sum = tally.sum(staged(entry.name));
    if (!areEqual(entry, sum))
      throw new Problem(
        `The copy of ${entry.name} differs: ${entry.count} documents with the hash ${entry.sha256} were written, ` +
          `${sum.count} with ${sum.sha256} were read back. Nothing was changed; try again.`,
      );
  }
}

async function index(db: Db, collection: string, { indexes }: Shape): Promise<void> {
  const wanted = indexes.filter(({ name }) => name !== '_id_');
  if (wanted.length > 0)
    await db.collection(collection).createIndexes(wanted as unknown as IndexDescription[]);
}
