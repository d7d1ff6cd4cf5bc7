import { badValue, MongoFailure, notSupported } from '../execution/failure.ts';
import { equal } from '../bson/compare.ts';
import type { Doc } from '../bson/document.ts';
import { isNumber, toDouble } from '../bson/number.ts';
import { search } from '../read/find.ts';
import { matches, parseFilter } from '../query/filter.ts';
import { type Collection, idIndex } from '../store/collection.ts';
import { drained } from '../execution/turn.ts';
import { databaseOf, docField, flag, namespaceOf, type Command, type Session } from './command.ts';

export const whole = (namespace: string, docs: Doc[]): Doc => ({
  cursor: { id: 0n, ns: namespace, firstBatch: docs },
  ok: 1,
});

const nameOf = (namespace: string): string => namespace.slice(namespace.indexOf('.') + 1);

export function existing(session: Session, namespace: string): Collection {
  const collection = session.store.find(namespace);
  if (!collection) throw new MongoFailure(26, `ns does not exist: ${namespace}`);
  return collection;
}

const refusedOptions = [
  'viewOn',
  'pipeline',
  'capped',
  'validator',
  'timeseries',
  'clusteredIndex',
  'changeStreamPreAndPostImages',
  'encryptedFields',
  'expireAfterSeconds',
];

export const create: Command = {
  fields: [
    ...refusedOptions,
    'collation',
    'autoIndexId',
    'size',
    'max',
    'validationLevel',
    'validationAction',
    'storageEngine',
    'indexOptionDefaults',
    'idIndex',
    'flags',
  ],
  run: (body, session) => {
    const namespace = namespaceOf(body, 'create');
    for (const option of refusedOptions)
      if (body[option] !== undefined && body[option] !== false)
        throw notSupported(`The collection option ${option}`);
    if (session.store.find(namespace)) throw new MongoFailure(48, `Collection ${namespace} already exists.`);
    session.store.create(namespace);
    return { ok: 1 };
  },
};

export const drop: Command = {
  fields: [],
  run: (body, session) => {
    const namespace = namespaceOf(body, 'drop');
    const collection = session.store.find(namespace);
    // As in MongoDB 7 and later, dropping a missing collection is not an error.
    if (!collection) return { ok: 1 };
    const indexes = collection.specs.length;
    session.store.drop(collection);
    session.cursors.killAll(namespace);
    return { nIndexesWas: indexes, ns: namespace, ok: 1 };
  },
};

export const dropDatabase: Command = {
  fields: [],
  run: (body, session) => {
    const database = databaseOf(body);
    const collections = session.store.in(database);
    for (const collection of collections) {
      session.store.drop(collection);
      session.cursors.killAll(collection.namespace);
    }
    return { ...(collections.length > 0 ? { dropped: database } : {}), ok: 1 };
  },
};

export const renameCollection: Command = {
  fields: ['to', 'dropTarget'],
  run: (body, session) => {
    const { renameCollection: from, to } = body;
    if (typeof from !== 'string' || typeof to !== 'string')
      throw badValue('renameCollection needs two names');
    if (from.split('.')[0] !== to.split('.')[0])
      throw notSupported('Renaming a collection into another database');
    const collection = session.store.find(from);
    if (!collection) throw new MongoFailure(26, `Source collection ${from} does not exist`);
    const target = session.store.find(to);
    if (target && !flag(body['dropTarget'])) throw new MongoFailure(48, 'target namespace exists');
    if (target) session.store.drop(target);
    session.cursors.killAll(from);
    session.cursors.killAll(to);
    session.store.rename(collection, to);
    return { ok: 1 };
  },
};

export const listCollections: Command = {
  fields: ['filter', 'nameOnly', 'authorizedCollections', 'cursor'],
  run: (body, session) => {
    const database = databaseOf(body);
    const condition = parseFilter(docField(body, 'filter'));
    const all = session.store.in(database).map(({ namespace }): Doc => ({
      name: nameOf(namespace),
      type: 'collection',
      options: {},
      info: { readOnly: false },
      idIndex: { v: 2, ...idIndex },
    }));
    const shown = all.filter((doc) => matches(condition, doc));
    return whole(
      `${database}.$cmd.listCollections`,
      flag(body['nameOnly']) ? shown.map((doc) => ({ name: doc['name'], type: doc['type'] })) : shown,
    );
  },
};

export const listDatabases: Command = {
  fields: ['filter', 'nameOnly', 'authorizedDatabases'],
  run: (body, session) => {
    const condition = parseFilter(docField(body, 'filter'));
    const names = [
      ...new Set(session.store.all().map(({ namespace }) => namespace.slice(0, namespace.indexOf('.')))),
    ].sort();
    const databases = names.map((name): Doc => {
      const sizeOnDisk = session.store.in(name).reduce((sum, one) => sum + one.size(), 0);
      return { name, sizeOnDisk, empty: false };
    });
    const shown = databases.filter((doc) => matches(condition, doc));
    if (flag(body['nameOnly'])) return { databases: shown.map(({ name }) => ({ name })), ok: 1 };
    return { databases: shown, totalSize: session.store.fileSize(), ok: 1 };
  },
};

export const collMod: Command = {
  fields: ['index'],
  run: (body, session) => {
    const collection = existing(session, namespaceOf(body, 'collMod'));
    const change = docField(body, 'index');
    const found = [...collection.indexes.values()].find(({ entry: { spec } }) =>
      change['name'] === undefined ? equal(spec.key, change['keyPattern']) : spec.name === change['name'],
    );
    if (Object.keys(change).length === 0) return { ok: 1 };
    if (!found) throw new MongoFailure(27, 'cannot find index for collMod');
    const { spec } = found.entry;
    const reply: Doc = {};
    if (isNumber(change['expireAfterSeconds'])) {
      reply['expireAfterSeconds_old'] = spec.expireAfterSeconds;
      spec.expireAfterSeconds = toDouble(change['expireAfterSeconds']);
      reply['expireAfterSeconds_new'] = spec.expireAfterSeconds;
    }
    if (change['hidden'] !== undefined) spec.hidden = flag(change['hidden']);
    collection.save();
    return { ...reply, ok: 1 };
  },
};

export function statsOf(namespace: string, session: Session): Doc {
  const collection = session.store.find(namespace);
  const [count, size] = collection ? [collection.count(), collection.size()] : [0, 0];
  return {
    ns: namespace,
    count,
    size,
    storageSize: size,
    avgObjSize: count > 0 ? Math.round(size / count) : 0,
    nindexes: collection?.specs.length ?? 0,
    capped: false,
  };
}

export const collStats: Command = {
  fields: ['scale'],
  run: (body, session) => {
    const namespace = namespaceOf(body, 'collstats' in body ? 'collstats' : 'collStats');
    return { ...statsOf(namespace, session), ok: 1 };
  },
};

/** Reads every document, which verifies its checksum. */
export const validate: Command = {
  fields: ['full', 'metadata', 'repair', 'checkBSONConformance'],
  *run(body, session) {
    if (flag(body['repair'])) throw notSupported('The validate option repair');
    const namespace = namespaceOf(body, 'validate');
    const collection = existing(session, namespace);
    const errors: string[] = [];
    let nrecords = 0;
    try {
      const all = search({
        collection,
        condition: parseFilter({}),
        sort: [],
        skip: 0,
        limit: 0,
        hint: undefined,
      });
      yield* drained(all.found, () => nrecords++);
    } catch (error) {
      if (!(error instanceof MongoFailure) || error.codeName !== 'DocumentDamaged') throw error;
      errors.push(error.message);
    }
    const valid = errors.length === 0;
    const nIndexes = collection.specs.length;
    return { ns: namespace, nrecords, nIndexes, valid, repaired: false, warnings: [], errors, ok: 1 };
  },
};

export const dbStats: Command = {
  fields: ['scale', 'freeStorage'],
  run: (body, session) => {
    const database = databaseOf(body);
    const collections = session.store.in(database);
    const dataSize = collections.reduce((sum, collection) => sum + collection.size(), 0);
    return {
      db: database,
      collections: collections.length,
      views: 0,
      objects: collections.reduce((sum, collection) => sum + collection.count(), 0),
      dataSize,
      storageSize: session.store.fileSize(),
      indexes: collections.reduce((sum, { specs }) => sum + specs.length, 0),
      ok: 1,
    };
  },
};
