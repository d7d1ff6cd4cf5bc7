import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { serialize } from 'bson';
import type { Doc } from '../bson/document.ts';
import type { MongoFailure } from '../execution/failure.ts';
import { DirectEngine } from '../testing/direct.ts';
import { temporaryDirectory } from '../testing/temporary.ts';

let engine: DirectEngine;
beforeEach(() => {
  engine = new DirectEngine();
});
afterEach(() => engine[Symbol.dispose]());

const codeOf = (body: Doc): number => {
  try {
    engine.run(body);
  } catch (error) {
    return (error as MongoFailure).code;
  }
  return 0;
};

describe('an unsupported feature is rejected with its name', () => {
  it.each<[string, Doc, number]>([
    ['an unknown command', { fooBar: 1 }, 59],
    ['mapReduce', { mapReduce: 'docs' }, 115],
    ['bulkWrite', { bulkWrite: 1, ops: [{ insert: 0, document: {} }], nsInfo: [{ ns: 'test.docs' }] }, 115],
    ['an update by pipeline', { update: 'docs', updates: [{ q: {}, u: [{ $set: { a: 1 } }] }] }, 115],
    ['a findAndModify by pipeline', { findAndModify: 'docs', update: [{ $set: { a: 1 } }] }, 115],
    ['let', { find: 'docs', let: { a: 1 } }, 115],
    ['let in an update', { update: 'docs', updates: [{ q: {}, u: { a: 1 } }], let: { a: 1 } }, 115],
    ['a session', { startSession: 1 }, 115],
    ['a transaction', { find: 'docs', startTransaction: true, autocommit: false, txnNumber: 1n }, 20],
    ['an unknown field', { find: 'docs', fooBar: 1 }, 40415],
    ['a collation', { find: 'docs', collation: { locale: 'de' } }, 115],
    ['a tailable cursor', { find: 'docs', tailable: true }, 115],
    ['$where', { find: 'docs', filter: { $where: 'true' } }, 115],
    ['$text', { find: 'docs', filter: { $text: { $search: 'x' } } }, 115],
    ['$near', { find: 'docs', filter: { a: { $near: [1, 1] } } }, 115],
    ['an unknown query operator', { find: 'docs', filter: { a: { $foo: 1 } } }, 2],
    ['an unknown top level operator', { find: 'docs', filter: { $foo: 1 } }, 2],
    ['a change stream', { aggregate: 'docs', pipeline: [{ $changeStream: {} }], cursor: {} }, 115],
    ['a view', { create: 'v', viewOn: 'docs', pipeline: [] }, 115],
    ['$out', { aggregate: 'docs', pipeline: [{ $out: 'x' }], cursor: {} }, 115],
    ['an unknown stage', { aggregate: 'docs', pipeline: [{ $foo: {} }], cursor: {} }, 40324],
    ['a text index', { createIndexes: 'docs', indexes: [{ key: { a: 'text' }, name: 'a' }] }, 115],
    ['a capped collection', { create: 'docs', capped: true, size: 1000 }, 115],
    ['a validator', { create: 'docs', validator: { a: 1 } }, 115],
    ['w: 2', { insert: 'docs', documents: [{}], writeConcern: { w: 2 } }, 2],
    ['a fail point, outside of tests', { configureFailPoint: 'failCommand' }, 59],
    ['a getMore of nothing', { getMore: 77n, collection: 'docs' }, 43],
    ['setParameter', { setParameter: 1, logLevel: 2 }, 115],
    ['an unknown hint', { find: 'docs', filter: { a: 1 }, hint: 'nothing' }, 2],
  ])('%s', (_what, body, code) => {
    engine.insert('docs', { _id: 1 });
    expect(codeOf(body)).toBe(code);
  });
});

describe('indexes', () => {
  const create = (...indexes: Doc[]): Doc => ({ createIndexes: 'docs', indexes });

  it('can be created again, but not with other options under the same name or key', () => {
    expect(engine.run(create({ key: { a: 1 }, name: 'a_1', unique: true, background: true }))).toMatchObject({
      numIndexesBefore: 1,
      numIndexesAfter: 2,
      createdCollectionAutomatically: true,
    });
    expect(engine.run(create({ key: { a: 1 }, name: 'a_1', unique: true }))).toMatchObject({
      numIndexesAfter: 2,
      note: 'all indexes already exist',
    });
    expect(codeOf(create({ key: { b: 1 }, name: 'a_1' }))).toBe(86);
    expect(codeOf(create({ key: { a: 1 }, name: 'a_1' }))).toBe(86);
    expect(codeOf(create({ key: { a: 1 }, name: 'other', unique: true }))).toBe(85);
    expect(codeOf(create({ key: { a: 1 }, name: 'other' }))).toBe(85);
    expect(codeOf({ dropIndexes: 'docs', index: 'nothing' })).toBe(27);
    expect(codeOf({ dropIndexes: 'docs', index: '_id_' })).toBe(72);
    engine.run({ dropIndexes: 'docs', index: 'a_1' });
    expect(engine.run({ listIndexes: 'docs' })).toMatchObject({ cursor: { firstBatch: [{ name: '_id_' }] } });
    expect(codeOf({ listIndexes: 'nothing' })).toBe(26);
  });

  it('leave no trace if the existing documents violate them', () => {
    engine.insert('docs', { _id: 1, a: 1 }, { _id: 2, a: 1 });
    expect(codeOf(create({ key: { b: 1 }, name: 'b' }, { key: { a: 1 }, name: 'a', unique: true }))).toBe(
      11000,
    );
    expect(engine.run({ listIndexes: 'docs' })).toMatchObject({ cursor: { firstBatch: [{ name: '_id_' }] } });
    engine.insert('docs', { _id: 3, a: 1 });
    expect(engine.find('docs', { a: 1 })).toHaveLength(3);
  });

  it('of two parallel arrays are refused', () => {
    engine.index('docs', { a: 1, b: 1 });
    expect(codeOf({ insert: 'docs', documents: [{ a: [1], b: [2] }] })).toBe(171);
  });

  it('may leave out documents: sparse and partial, also for uniqueness', () => {
    engine.index(
      'docs',
      { email: 1 },
      { unique: true, partialFilterExpression: { email: { $exists: true } } },
    );
    engine.index('docs', { code: 1 }, { unique: true, sparse: true });
    engine.insert('docs', { _id: 1 }, { _id: 2 }, { _id: 3, email: 'a', code: 1 });
    expect(codeOf({ insert: 'docs', documents: [{ email: 'a' }] })).toBe(11000);
    expect(codeOf({ insert: 'docs', documents: [{ code: 1 }] })).toBe(11000);
    expect(engine.find('docs', { email: null })).toHaveLength(2);
  });
});

describe('cursors', () => {
  it('return batches, without duplicates while others write', () => {
    engine.index('docs', { n: 1 });
    engine.insert('docs', ...Array.from({ length: 1200 }, (_, at) => ({ _id: at, n: at })));
    const first = engine.run({ find: 'docs', filter: { n: { $gte: 0 } }, sort: { n: 1 }, batchSize: 700 });
    const { id, firstBatch } = first['cursor'] as { id: bigint; firstBatch: Doc[] };
    // Moves documents behind the cursor, and removes some ahead of it.
    engine.update('docs', { n: { $lt: 100 } }, { $inc: { n: -1000 } }, { multi: true });
    engine.run({ delete: 'docs', deletes: [{ q: { n: { $gte: 1100 } }, limit: 0 }] });
    const { cursor } = engine.run({ getMore: id, collection: 'docs' }) as {
      cursor: { id: bigint; nextBatch: Doc[] };
    };
    expect(cursor.id).toBe(0n);
    const seen = [...firstBatch, ...cursor.nextBatch].map(({ _id }) => _id);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toHaveLength(1100);
  });

  it('ends a batch at a megabyte, so that no reply holds others up, but not one that nothing can follow', () => {
    const engine = new DirectEngine();
    const text = 'x'.repeat(10_000);
    engine.insert('big', ...Array.from({ length: 300 }, (_, _id) => ({ _id, text })));
    const find = { find: 'big', sort: { _id: 1 }, batchSize: 1_000 };
    const { cursor } = engine.run(find) as { cursor: { id: bigint; firstBatch: Doc[] } };
    const batches = [cursor.firstBatch];
    for (let { id } = cursor; id !== 0n;) {
      const { cursor: next } = engine.run({ getMore: id, collection: 'big' }) as {
        cursor: { id: bigint; nextBatch: Doc[] };
      };
      batches.push(next.nextBatch);
      ({ id } = next);
    }
    expect(batches.map(({ length }) => length)).toEqual([104, 104, 92]);
    expect(batches.flat().map(({ _id }) => _id)).toEqual(Array.from({ length: 300 }, (_, _id) => _id));
    const single = engine.run({ ...find, singleBatch: true }) as typeof cursor & { cursor: typeof cursor };
    expect(single.cursor).toMatchObject({ id: 0n });
    expect(single.cursor.firstBatch).toHaveLength(300);
  });

  it('end when they are killed or their collection is dropped', () => {
    engine.insert('docs', { _id: 1 }, { _id: 2 });
    const open = (): bigint => (engine.run({ find: 'docs', batchSize: 1 })['cursor'] as { id: bigint }).id;
    const [killed, orphan] = [open(), open()];
    expect(engine.run({ killCursors: 'docs', cursors: [killed, 5n] })).toMatchObject({
      cursorsKilled: [killed],
      cursorsNotFound: [5n],
    });
    engine.run({ drop: 'docs' });
    for (const id of [killed, orphan]) expect(codeOf({ getMore: id, collection: 'docs' })).toBe(43);
  });
});

describe('a view that an earlier version created', () => {
  it('is rejected instead of read as an empty collection', () => {
    using directory = temporaryDirectory();
    new DirectEngine({ path: directory.path })[Symbol.dispose]();
    const file = new DatabaseSync(join(directory.path, 'engine.sqlite'));
    file
      .prepare('INSERT INTO catalog(namespace, entry) VALUES (?, ?)')
      .run('test.large', serialize({ viewOn: 'docs', pipeline: [], indexes: [] }));
    file.close();
    using reopened = new DirectEngine({ path: directory.path });
    expect(() => reopened.find('large', {})).toThrow('The view test.large is not supported');
    expect(() => reopened.insert('large', { _id: 1 })).toThrow('The view test.large is not supported');
  });
});

describe('TTL indexes', () => {
  it('remove expired documents only', () => {
    let now = new Date('2026-01-01T12:00:00Z');
    using clocked = new DirectEngine({ now: () => now });
    clocked.index('docs', { at: 1 }, { expireAfterSeconds: 60 });
    clocked.insert(
      'docs',
      { _id: 1, at: new Date('2026-01-01T11:58:00Z') },
      { _id: 2, at: new Date('2026-01-01T12:00:00Z') },
      { _id: 3 },
      { _id: 4, at: 'no date' },
    );
    expect(clocked.expire()).toBe(1);
    now = new Date('2026-01-01T12:01:01Z');
    expect(clocked.expire()).toBe(1);
    expect(clocked.find('docs', {}).map(({ _id }) => _id)).toEqual([3, 4]);
    expect(clocked.find('docs', { at: { $gte: new Date(0) } })).toEqual([]);
  });
});

describe('a batch', () => {
  it('answers each command separately; a failed one does not affect the others', () => {
    const replies = engine.batch([
      { insert: 'docs', documents: [{ _id: 1 }] },
      { createIndexes: 'docs', indexes: [{ key: { a: 'text' }, name: 'a' }] },
      { update: 'docs', updates: [{ q: { _id: 1 }, u: { $set: { a: 1 } } }] },
      { find: 'docs', filter: {} },
    ]);
    expect(replies.map(({ ok }) => ok)).toEqual([1, 0, 1, 1]);
    expect(replies[3]).toMatchObject({ cursor: { firstBatch: [{ _id: 1, a: 1 }] } });
  });
});

describe('commands of tools', () => {
  it.each<[string, Doc, Doc]>([
    ['currentOp', { currentOp: 1 }, { inprog: [] }],
    ['listCommands', { listCommands: 1 }, { commands: { find: { requiresAuth: false } } }],
    ['top', { top: 1 }, { totals: { 'test.docs': { total: { count: 1 } } } }],
    [
      'validate',
      { validate: 'docs' },
      { ns: 'test.docs', nrecords: 2, nIndexes: 1, valid: true, errors: [] },
    ],
    ['collStats', { collStats: 'docs' }, { ns: 'test.docs', count: 2, nindexes: 1 }],
    ['dbStats', { dbStats: 1 }, { db: 'test', collections: 1, objects: 2 }],
  ])('%s', (_what, body, expected) => {
    engine.insert('docs', { _id: 1 }, { _id: 2 });
    expect(engine.run(body)).toMatchObject({ ...expected, ok: 1 });
  });

  it('currentOp shows paused commands', () => {
    engine.insert('docs', ...Array.from({ length: 5000 }, (_, _id) => ({ _id })));
    engine.begin({ count: 'docs', query: { n: 1 } }, 1);
    engine.turn();
    const asked = engine.begin({ currentOp: 1 }, 2);
    engine.turn();
    expect(asked.reply).toMatchObject({
      inprog: [{ ns: 'test.docs', command: { count: 'docs' }, connectionId: 1 }],
    });
    while (engine.turn());
  });

  it('serverStatus counts, as mongostat reads it', () => {
    engine.insert('docs', { _id: 1 });
    engine.find('docs', {});
    engine.update('docs', {}, { $set: { a: 1 } });
    engine.run({ delete: 'docs', deletes: [{ q: {}, limit: 0 }] });
    engine.run({ ping: 1 });
    expect(engine.run({ serverStatus: 1 })).toMatchObject({
      opcounters: { insert: 1, query: 1, update: 1, delete: 1, getmore: 0, command: 2 },
      connections: { current: 0, totalCreated: 0 },
      network: { numRequests: 0 },
      mem: { bits: 64, supported: true },
      globalLock: { currentQueue: { total: 0 } },
    });
  });

  it('$collStats, first in a pipeline', () => {
    engine.insert('docs', { _id: 1 }, { _id: 2 });
    const stage = { $collStats: { count: {}, storageStats: {} } };
    expect(engine.aggregate('docs', [stage, { $project: { n: '$count' } }])).toEqual([{ n: 2 }]);
    expect(codeOf({ aggregate: 'docs', pipeline: [{ $limit: 1 }, stage], cursor: {} })).toBe(40602);
    expect(codeOf({ aggregate: 'docs', pipeline: [{ $collStats: { latencyStats: {} } }], cursor: {} })).toBe(
      115,
    );
  });
});
