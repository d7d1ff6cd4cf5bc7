import { badValue, MongoFailure, show } from '../execution/failure.ts';
import { equal } from '../bson/compare.ts';
import { isDoc } from '../bson/document.ts';
import { type Collection, idIndex } from '../store/collection.ts';
import { findExisting, parseIndexSpec, type IndexSpec } from '../store/indexes.ts';
import { pause, type Steps } from '../execution/turn.ts';
import { existing, whole } from './catalog.ts';
import { docsField, namespaceOf, type Command } from './command.ts';

export const createIndexes: Command = {
  fields: ['indexes', 'commitQuorum', 'ignoreUnknownIndexOptions'],
  *run(body, session) {
    const namespace = namespaceOf(body, 'createIndexes');
    const wanted = docsField(body, 'indexes').map(parseIndexSpec);
    if (wanted.length === 0) throw badValue('Must specify at least one index to create');
    const before = session.store.find(namespace);
    const collection = before ?? session.store.findOrCreate(namespace);
    const numIndexesBefore = collection.specs.length;
    yield* createAll(collection, wanted);
    const numIndexesAfter = collection.specs.length;
    return {
      numIndexesBefore,
      numIndexesAfter,
      createdCollectionAutomatically: !before,
      ...(numIndexesBefore === numIndexesAfter ? { note: 'all indexes already exist' } : {}),
      ok: 1,
    };
  },
};

/** Creates all or none of the indexes. */
function* createAll(collection: Collection, wanted: readonly IndexSpec[]): Steps<void> {
  const { generation } = collection;
  const created: string[] = [];
  let failure: unknown;
  try {
    for (const spec of wanted) {
      while (collection.building.has(spec.name)) {
        yield pause;
        collection.assertUnchanged(generation);
      }
      if (isIdIndex(spec) || findExisting(spec, collection.specs)) continue;
      yield* collection.createIndex(spec);
      created.push(spec.name);
    }
    return;
  } catch (error) {
    failure = error;
  }
  for (const name of created) if (collection.indexes.has(name)) collection.dropIndex(name);
  // A command's error undoes the work of its turn, and with it this removal.
  yield pause;
  throw failure;
}

const isIdIndex = (spec: IndexSpec): boolean => equal(spec.key, idIndex.key);

export const dropIndexes: Command = {
  fields: ['index'],
  run: (body, session) => {
    const namespace = namespaceOf(body, 'deleteIndexes' in body ? 'deleteIndexes' : 'dropIndexes');
    const collection = session.store.find(namespace);
    if (!collection) throw new MongoFailure(26, `ns not found ${namespace}`);
    const nIndexesWas = collection.specs.length;
    for (const name of wantedIndexes(body['index'], collection)) {
      if (name === idIndex.name) throw new MongoFailure(72, 'cannot drop _id index');
      collection.dropIndex(name);
    }
    return { nIndexesWas, ok: 1 };
  },
};

function wantedIndexes(wanted: unknown, collection: Collection): string[] {
  if (wanted === '*') return [...collection.indexes.keys()];
  if (typeof wanted === 'string') return [wanted];
  if (Array.isArray(wanted)) return wanted.map(String);
  if (!isDoc(wanted)) throw badValue('the index to drop must be named or given by its key');
  const found = collection.specs.find(({ key }) => equal(key, wanted));
  if (!found) throw new MongoFailure(27, `can't find index with key: ${show(wanted)}`);
  return [found.name];
}

export const listIndexes: Command = {
  fields: ['cursor'],
  run: (body, session) => {
    const namespace = namespaceOf(body, 'listIndexes');
    const collection = existing(session, namespace);
    return whole(
      namespace,
      collection.specs.map(({ name, key, ...options }) => ({ v: 2, key, name, ...options })),
    );
  },
};
