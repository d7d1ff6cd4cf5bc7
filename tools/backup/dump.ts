import type { ClientSession, Db, Document } from 'mongodb';
import { Problem, reasonOf } from './problem.ts';
import type { CollectionEntry, Manifest, Part, Tally } from './manifest.ts';
import type { Store } from './stores.ts';

const partBytes = 8 * 1024 * 1024;
/** Prefix of the temporary collections of `load`; they are never part of a backup. */
export const stagingPrefix = 'restoring.';

export type Shape = Pick<CollectionEntry, 'name' | 'options' | 'indexes'>;

/** The collections with their options and indexes. Views are not included. */
export async function shapesOf(db: Db): Promise<Shape[]> {
  const found = await db.listCollections().toArray();
  const names = found
    .filter(({ name, type }) => type === 'collection' && !/^(system|restoring)\./.test(name))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  return Promise.all(
    names.map(async (info) => {
      const options = 'options' in info ? (info.options ?? {}) : {};
      const indexes = await db.collection(info.name).listIndexes().toArray();
      return { name: info.name, options, indexes: indexes.map(definitionOf) };
    }),
  );
}

/** Removes the fields that the server adds. */
function definitionOf(index: Document): Shape['indexes'][number] {
  const own = Object.entries(index).filter(([field]) => field !== 'v' && field !== 'ns');
  return Object.fromEntries(own) as Shape['indexes'][number];
}

/** One collection after the other, documents ordered by `_id`, as raw BSON. */
export async function* partsOf(
  db: Db,
  shapes: readonly Shape[],
  now: Date,
  session?: ClientSession,
): AsyncGenerator<Part> {
  for (const { name, indexes } of shapes) {
    const found = db.collection(name).find(notExpired(indexes, now), {
      raw: true,
      sort: { _id: 1 },
      batchSize: 1_000,
      ...(session && { session }),
    });
    let held: Uint8Array[] = [];
    let size = 0;
    for await (const document of found as AsyncIterable<unknown> as AsyncIterable<Uint8Array>) {
      held.push(document);
      size += document.length;
      if (size < partBytes) continue;
      yield { collection: name, bytes: Buffer.concat(held) };
      held = [];
      size = 0;
    }
    if (size > 0) yield { collection: name, bytes: Buffer.concat(held) };
  }
}

/** Excludes documents that a TTL index may remove at any time, so that two reads of a store give the same result. */
function notExpired(indexes: Shape['indexes'], now: Date): Document {
  const expired = indexes.flatMap(({ key, expireAfterSeconds, partialFilterExpression }): Document[] => {
    const [field] = Object.keys(key);
    if (typeof expireAfterSeconds !== 'number' || field === undefined) return [];
    const past = { [field]: { $lte: new Date(now.getTime() - expireAfterSeconds * 1000) } };
    return [partialFilterExpression ? { $and: [partialFilterExpression as Document, past] } : past];
  });
  return expired.length > 0 ? { $nor: expired } : {};
}

export function manifestOf(
  shapes: readonly Shape[],
  tally: Tally,
  about: Pick<Manifest, 'source' | 'oneMoment' | 'secrets'> & { madeAt: Date },
): Manifest {
  return {
    format: 1,
    ...about,
    madeAt: about.madeAt.toISOString(),
    collections: shapes.map((shape) => ({ ...shape, ...tally.sum(shape.name) })),
  };
}

/** A session with a snapshot of all collections; undefined for a standalone server, which has no snapshots. */
export async function snapshotSession({ client, db }: Store): Promise<ClientSession | undefined> {
  const hello = await db.command({ hello: 1 });
  const hasSnapshots = typeof hello['setName'] === 'string' || hello['msg'] === 'isdbgrid';
  return hasSnapshots ? client.startSession({ snapshot: true }) : undefined;
}

/** MongoDB keeps a snapshot for five minutes unless configured otherwise. */
export function explained(error: unknown): unknown {
  if ((error as { code?: unknown }).code !== 239) return error;
  return new Problem(
    'The dump took longer than MongoDB keeps a snapshot. Set its parameter minSnapshotHistoryWindowInSeconds ' +
      `(300 by default) above the duration of a dump and try again. (${reasonOf(error)})`,
  );
}
