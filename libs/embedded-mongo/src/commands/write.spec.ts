import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Decimal128, Double, Long, ObjectId, serialize } from 'bson';
import { decode } from '../bson/decode.ts';
import type { Doc } from '../bson/document.ts';
import { enclosed } from '../bson/elements.ts';
import type { MongoFailure } from '../execution/failure.ts';
import { DirectEngine } from '../testing/direct.ts';

let engine: DirectEngine;
beforeEach(() => {
  engine = new DirectEngine();
});
afterEach(() => engine[Symbol.dispose]());

const updated = (doc: Doc, update: unknown, more: Doc = {}, filter: Doc = { _id: 1 }): Doc | undefined => {
  engine.insert('docs', { _id: 1, ...doc });
  engine.update('docs', filter, update, more);
  return engine.find('docs', {})[0];
};

const failure = (run: () => unknown): { code: number; name: string; message: string } => {
  try {
    run();
  } catch (error) {
    const { code, codeName, message } = error as MongoFailure;
    return { code, name: codeName, message };
  }
  throw new Error('it should have failed');
};

describe('numbers keep their types', () => {
  it.each<[string, unknown, unknown, unknown]>([
    ['int + int', 1, 2, 3],
    ['int + int beyond 32 bits becomes a long', 2 ** 31 - 1, 1, 2n ** 31n],
    ['int + long', 1, 2n, 3n],
    ['int + double', 1, 0.5, 1.5],
    ['double + double with a whole result stays a double', 1.5, 0.5, new Double(2)],
    ['double that is whole + int stays a double', new Double(2), 1, new Double(3)],
  ])('$inc: %s', (_what, before, by, after) => {
    expect(updated({ n: before }, { $inc: { n: by } })).toEqual({ _id: 1, n: after });
  });

  it('an update of another field keeps them', () => {
    const doc = { long: 5n, large: 2n ** 60n, double: new Double(3), exact: Decimal128.fromString('1.50') };
    expect(updated(doc, { $set: { other: 1 } })).toEqual({ _id: 1, ...doc, other: 1 });
  });

  it('rejects results that do not fit into an int64', () => {
    expect(failure(() => updated({ n: 2n ** 63n - 1n }, { $inc: { n: 1 } })).code).toBe(2);
    expect(failure(() => engine.update('docs', {}, { $inc: { n: Decimal128.fromString('1') } })).code).toBe(
      115,
    );
    expect(failure(() => engine.update('docs', {}, { $inc: { n: 'x' } })).code).toBe(14);
  });
});

describe('update operators', () => {
  it.each<[string, Doc, Doc, Doc]>([
    ['$set makes the way', {}, { $set: { 'a.b.c': 1 } }, { a: { b: { c: 1 } } }],
    ['$set into an array fills the gap', { a: [1] }, { $set: { 'a.3': 4 } }, { a: [1, null, null, 4] }],
    ['$set adds fields in the order of names', {}, { $set: { b: 1, a: 2 } }, { a: 2, b: 1 }],
    ['$unset of an element leaves null', { a: [1, 2] }, { $unset: { 'a.0': '' } }, { a: [null, 2] }],
    ['$unset of nothing', { a: 1 }, { $unset: { 'b.c': '' } }, { a: 1 }],
    ['$rename moves a value', { a: 1, b: 2 }, { $rename: { a: 'c.d' } }, { b: 2, c: { d: 1 } }],
    ['$rename of nothing', { b: 2 }, { $rename: { a: 'b' } }, { b: 2 }],
    [
      '$push with all its modifiers',
      { a: [3, 1] },
      { $push: { a: { $each: [2, 9], $sort: -1, $slice: 3 } } },
      { a: [9, 3, 2] },
    ],
    [
      '$push at a position',
      { a: [1, 4] },
      { $push: { a: { $each: [2, 3], $position: 1 } } },
      { a: [1, 2, 3, 4] },
    ],
    [
      '$push sorts documents',
      { a: [{ n: 2 }] },
      { $push: { a: { $each: [{ n: 1 }], $sort: { n: 1 } } } },
      { a: [{ n: 1 }, { n: 2 }] },
    ],
    [
      '$pull by field',
      { a: [{ id: 'x', n: 1 }, { id: 'y' }] },
      { $pull: { a: { id: 'x' } } },
      { a: [{ id: 'y' }] },
    ],
    [
      '$pull by $in of a field',
      { a: [{ id: 'x' }, { id: 'y' }, { id: 'z' }] },
      { $pull: { a: { id: { $in: ['x', 'z'] } } } },
      { a: [{ id: 'y' }] },
    ],
    ['$mul of nothing', {}, { $mul: { n: 5 } }, { n: 0 }],
    ['$bit', { n: 12 }, { $bit: { n: { and: 10 } } }, { n: 8 }],
    [
      '$min and $max across types',
      { n: 5, s: 5 },
      { $min: { n: null }, $max: { s: 'a' } },
      { n: null, s: 'a' },
    ],
  ])('%s', (_what, doc, update, after) => {
    const result = updated(doc, update);
    expect(result).toEqual({ _id: 1, ...after });
    expect(Object.keys(result ?? {})).toEqual(['_id', ...Object.keys(after)]);
  });

  it('finds positions: $, $[] and $[name]', () => {
    const doc = {
      items: [
        { k: 'a', q: 1 },
        { k: 'b', q: 2 },
        { k: 'c', q: 3 },
      ],
    };
    updated(doc, { $set: { 'items.$.q': 20 } }, {}, { 'items.k': 'b' });
    engine.update('docs', { items: { $elemMatch: { k: 'c', q: 3 } } }, { $inc: { 'items.$.q': 30 } });
    engine.update('docs', {}, { $inc: { 'items.$[].q': 1 } });
    engine.update(
      'docs',
      {},
      { $set: { 'items.$[it].late': true } },
      { arrayFilters: [{ 'it.q': { $gt: 20 } }] },
    );
    expect(engine.find('docs', {})[0]).toEqual({
      _id: 1,
      items: [
        { k: 'a', q: 2 },
        { k: 'b', q: 21, late: true },
        { k: 'c', q: 34, late: true },
      ],
    });
  });

  it.each<[string, unknown, Doc, number, string]>([
    ['an unknown operator', { $foo: { a: 1 } }, {}, 9, 'FailedToParse'],
    ['two operators on one path', { $set: { a: 1 }, $inc: { a: 1 } }, {}, 40, 'ConflictingUpdateOperators'],
    ['a path and its parent', { $set: { a: 1, 'a.b': 1 } }, {}, 40, 'ConflictingUpdateOperators'],
    ['another _id', { $set: { _id: 2 } }, {}, 66, 'ImmutableField'],
    ['a replacement with another _id', { _id: 2 }, {}, 66, 'ImmutableField'],
    ['a way through a scalar', { $set: { 'n.b': 1 } }, {}, 28, 'PathNotViable'],
    ['a number added to a string', { $inc: { s: 1 } }, {}, 14, 'TypeMismatch'],
    ['$push onto a scalar', { $push: { n: 1 } }, {}, 2, 'BadValue'],
    ['a position that the query does not give', { $set: { 'list.$': 1 } }, {}, 2, 'BadValue'],
    ['an unknown array filter', { $set: { 'list.$[x]': 1 } }, {}, 2, 'BadValue'],
    [
      'an array filter that is not used',
      { $set: { n: 1 } },
      { arrayFilters: [{ x: 1 }] },
      9,
      'FailedToParse',
    ],
    ['an empty field name', { $set: { 'a..b': 1 } }, {}, 56, 'EmptyFieldName'],
    ['a replacement of many', { a: 1 }, { multi: true }, 9, 'FailedToParse'],
  ])('refuses %s', (_what, update, more, code, name) => {
    engine.insert('docs', { _id: 1, n: 1, s: 'x', list: [1] });
    const refused = failure(() => engine.update('docs', { n: 1 }, update, more));
    expect(refused).toMatchObject({ code, name });
    expect(engine.find('docs', {})).toEqual([{ _id: 1, n: 1, s: 'x', list: [1] }]);
  });
});

describe('upsert', () => {
  const upsert = (filter: Doc, update: unknown): Doc | undefined => {
    engine.update('docs', filter, update, { upsert: true });
    return engine.find('docs', {})[0];
  };

  it('starts with the fields of the filter, _id first', () => {
    const doc = upsert(
      { 'a.b': 1, c: { $gt: 5 }, $and: [{ _id: 7 }, { e: { $eq: 'x' } }] },
      { $inc: { n: 1 }, $setOnInsert: { at: 0 } },
    );
    expect(doc).toEqual({ _id: 7, a: { b: 1 }, e: 'x', at: 0, n: 1 });
    expect(Object.keys(doc ?? {})[0]).toBe('_id');
  });

  it('generates an _id; a replacement takes only the _id from the filter', () => {
    expect(upsert({ a: 1 }, { b: 2 })).toEqual({ _id: expect.any(ObjectId), b: 2 });
  });

  it('does not apply $setOnInsert to an existing document', () => {
    engine.insert('docs', { _id: 1, n: 1 });
    expect(upsert({ _id: 1 }, { $setOnInsert: { n: 9 }, $set: { m: 1 } })).toEqual({ _id: 1, n: 1, m: 1 });
  });

  it('rejects a path that is in the filter twice', () => {
    expect(failure(() => upsert({ $and: [{ a: 1 }, { a: 2 }] }, { $set: { b: 1 } })).code).toBe(54);
  });
});

describe('write commands', () => {
  it('stop at the first failed statement if ordered, and continue if not', () => {
    const documents = [{ _id: 1 }, { _id: 1 }, { _id: 2 }];
    const [ordered = {}] = engine.batch([{ insert: 'a', documents }]);
    expect(ordered).toMatchObject({
      ok: 1,
      n: 1,
      writeErrors: [{ index: 1, code: 11000, keyPattern: { _id: 1 }, keyValue: { _id: 1 } }],
    });
    const [unordered = {}] = engine.batch([{ insert: 'b', documents, ordered: false }]);
    expect(unordered).toMatchObject({ ok: 1, n: 2, writeErrors: [{ index: 1, code: 11000 }] });
    expect(engine.find('b', {})).toEqual([{ _id: 1 }, { _id: 2 }]);
  });

  it('name the index, the keys and the values of a duplicate', () => {
    engine.index('docs', { 'a.b': 1, c: -1 }, { unique: true, name: 'pair' });
    engine.insert('docs', { _id: 1, a: { b: 'x' }, c: 2 });
    const [reply = {}] = engine.batch([{ insert: 'docs', documents: [{ _id: 2, a: { b: 'x' }, c: 2 }] }]);
    expect(reply['writeErrors']).toEqual([
      {
        index: 0,
        code: 11000,
        errmsg: 'E11000 duplicate key error collection: test.docs index: pair dup key: { a.b: "x", c: 2 }',
        keyPattern: { 'a.b': 1, c: -1 },
        keyValue: { 'a.b': 'x', c: 2 },
      },
    ]);
  });

  it('let a document keep its unique key, and take one that is free again', () => {
    engine.index('docs', { k: 1 }, { unique: true });
    engine.insert('docs', { _id: 1, k: 'a' }, { _id: 2, k: 'b' });
    engine.update('docs', { _id: 1 }, { $set: { k: 'a', n: 1 } });
    engine.update('docs', { _id: 2 }, { $set: { k: 'c' } });
    engine.update('docs', { _id: 1 }, { $set: { k: 'b' } });
    expect(failure(() => engine.update('docs', { _id: 1 }, { $set: { k: 'c' } })).code).toBe(11000);
    expect(engine.find('docs', { k: 'b' })).toEqual([{ _id: 1, k: 'b', n: 1 }]);
  });

  it('apply each statement completely or not at all', () => {
    engine.index('docs', { k: 1 }, { unique: true });
    engine.insert('docs', { _id: 1, k: 1 }, { _id: 2, k: 2 }, { _id: 3, k: 3 });
    expect(failure(() => engine.update('docs', {}, { $set: { k: 7 } }, { multi: true })).code).toBe(11000);
    expect(engine.find('docs', {})).toEqual([
      { _id: 1, k: 1 },
      { _id: 2, k: 2 },
      { _id: 3, k: 3 },
    ]);
  });

  it('support a version guard: findAndModify changes only the version that was read', () => {
    engine.insert('docs', { _id: 1, version: 3, log: [] });
    const bump = (version: number): Doc =>
      engine.run({
        findAndModify: 'docs',
        query: { _id: 1, version },
        update: { $inc: { version: 1 }, $push: { log: version } },
        new: true,
      });
    expect(bump(3)).toMatchObject({
      value: { _id: 1, version: 4, log: [3] },
      lastErrorObject: { n: 1, updatedExisting: true },
    });
    expect(bump(3)).toMatchObject({ value: null, lastErrorObject: { n: 0, updatedExisting: false } });
  });

  it('append to an array and keep the types and the order of all fields', () => {
    const log = [new Double(1), 2, Long.fromNumber(3), { at: new Date(0), deep: [null, 'x'] }];
    engine.insert('docs', { _id: 1, log, n: 1, tags: [] });
    for (let at = 0; at < 12; at += 1)
      engine.update('docs', { _id: 1 }, { $push: { log: { $each: [at, new Double(at)] }, tags: { at } } });
    const [found] = engine.find('docs', {});
    expect(Object.keys(found!)).toEqual(['_id', 'log', 'n', 'tags']);
    const pushed = Array.from({ length: 12 }, (_, at) => at);
    // The engine reads an int64 as a bigint.
    const before = [new Double(1), 2, 3n, { at: new Date(0), deep: [null, 'x'] }];
    expect(found).toEqual({
      _id: 1,
      log: [...before, ...pushed.flatMap((at) => [at, new Double(at)])],
      n: 1,
      tags: pushed.map((at) => ({ at })),
    });
    // No array of that name: it is created, or refused.
    engine.update('docs', {}, { $push: { fresh: 1 } });
    expect(engine.find('docs', { fresh: 1 })).toHaveLength(1);
    expect(() => engine.update('docs', {}, { $push: { n: 1, tags: 1 } })).toThrow();
    expect((engine.find('docs', {})[0]!['tags'] as unknown[]).length).toBe(12);
  });

  it('replace fields in their places, and add new ones in the order of their names', () => {
    engine.insert('docs', { _id: 1, log: [{ at: 1 }], n: 1, old: [2], tags: [] });
    engine.update('docs', {}, { $set: { z: 1, tags: [3], log: [], b: 2 }, $unset: { old: '', never: '' } });
    const [found] = engine.find('docs', {});
    expect(Object.entries(found!)).toEqual(Object.entries({ _id: 1, log: [], n: 1, tags: [3], b: 2, z: 1 }));
  });

  it('count an update without effect as matched only', () => {
    engine.insert('docs', { _id: 1, n: 1 });
    expect(engine.update('docs', {}, { $set: { n: 1 } })).toMatchObject({ n: 1, nModified: 0 });
  });

  it('refuse a document beyond 16 MiB', () => {
    expect(failure(() => engine.insert('docs', { _id: 1, text: 'x'.repeat(17 * 1024 * 1024) })).code).toBe(
      10334,
    );
  });
});

describe('field names with a dollar, as MongoDB 5 and later take them', () => {
  it('are inserted, also on the top level, and set below it', () => {
    engine.insert('docs', { _id: 1, $price: 5, a: { $b: 1 } });
    engine.update('docs', { _id: 1 }, { $set: { 'a.$c': 2, d: { $e: 3 } }, $inc: { 'a.$b': 1 } });
    expect(engine.find('docs', {})).toEqual([{ _id: 1, $price: 5, a: { $b: 2, $c: 2 }, d: { $e: 3 } }]);
  });

  it('come on the top level only with a new document', () => {
    const upsert = () => engine.update('docs', { _id: 1 }, { $set: { $hotel: 5 } }, { upsert: true });
    upsert();
    expect(engine.find('docs', {})).toEqual([{ _id: 1, $hotel: 5 }]);
    expect(failure(upsert)).toMatchObject({ code: 52, name: 'DollarPrefixedFieldName' });
    expect(failure(() => engine.update('docs', {}, { a: 1, $b: 2 }))).toMatchObject({ code: 52 });
    expect(failure(() => engine.insert('docs', { _id: { $a: 1 } }))).toMatchObject({ code: 52 });
  });
});

describe('positions in a path', () => {
  it('are rejected if there are two, and the document stays unchanged', () => {
    const doc = { _id: 1, x: [{ t: [1, 2] }, { t: [3, 4] }] };
    engine.insert('docs', doc);
    const update = () => engine.update('docs', { 'x.t': 4 }, { $set: { 'x.$.t.$': 9 } });
    expect(update).toThrow("Too many positional (i.e. '$') elements found in path 'x.$.t.$'");
    expect(engine.find('docs', {})).toEqual([doc]);
  });
});

describe('the bytes that a client sends', () => {
  /** An insert as it comes from a socket: the documents are known as they were encoded. */
  const sent = (bytes: Buffer): void => {
    engine.begin({ insert: 'docs', documents: [decode(bytes)] }, 1, {
      sent: new Map([['documents', [bytes]]]),
    });
    engine.turn();
  };
  const answered = (): Buffer => {
    const replies: Buffer[] = [];
    engine.begin({ find: 'docs' }, 1, { answer: (reply) => replies.push(reply!) });
    engine.turn();
    return Buffer.concat(replies);
  };
  const joined = (...docs: Doc[]): Buffer => enclosed(docs.map((doc) => serialize(doc).subarray(4, -1)));

  it('are stored as they are, with fields named by numbers in their order', () => {
    const bytes = joined({ _id: 1 }, { 2: 'b' }, { 1: 'a' });
    sent(bytes);
    expect(answered().includes(bytes)).toBe(true);
    engine.update('docs', {}, { $set: { more: true } });
    const changed = joined({ _id: 1 }, { 2: 'b' }, { 1: 'a' }, { more: true });
    expect(answered().includes(changed)).toBe(true);
  });

  it('are encoded again if the _id is not first, is missing, or a field is there twice', () => {
    sent(joined({ a: 1 }, { _id: 1 }));
    sent(joined({ _id: 2 }, { a: 1 }, { a: 2 }));
    sent(joined({ a: 3 }));
    const docs = engine.find('docs', {});
    expect(docs).toEqual([
      { _id: 1, a: 1 },
      { _id: 2, a: 2 },
      { _id: expect.any(ObjectId), a: 3 },
    ]);
    expect(docs.map((doc) => Object.keys(doc)[0])).toEqual(['_id', '_id', '_id']);
  });

  it('of a field are not changed by an update of another one', () => {
    const twice = joined({ x: 1 }, { x: 2 });
    const bytes = enclosed([
      joined({ _id: 1 }).subarray(4, -1),
      Buffer.from([3, 97, 0]),
      twice,
      joined({ status: 'new' }).subarray(4, -1),
    ]);
    sent(bytes);
    engine.update('docs', { status: 'new' }, { $set: { status: 'old' } });
    expect(answered().includes(twice)).toBe(true);
    expect(engine.find('docs', { status: 'old' })).toEqual([{ _id: 1, a: { x: 2 }, status: 'old' }]);
  });
});
