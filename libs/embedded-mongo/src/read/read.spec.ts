import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { BSONRegExp, Decimal128, ObjectId } from 'bson';
import type { Doc } from '../bson/document.ts';
import type { MongoFailure } from '../execution/failure.ts';
import { DirectEngine } from '../testing/direct.ts';

let engine: DirectEngine;
beforeEach(() => {
  engine = new DirectEngine();
});
afterEach(() => engine[Symbol.dispose]());

const idsOf = (filter: Doc): unknown[] => engine.find('docs', filter).map(({ _id }) => _id);

describe('filters', () => {
  it.each<[string, Doc, number[]]>([
    ['null: null or missing', { v: null }, [1, 2]],
    ['a value or an element', { v: 5 }, [3, 4]],
    ['numbers of every type are one', { v: Decimal128.fromString('5.0') }, [3, 4]],
    ['a range stays within its type', { v: { $gt: 0 } }, [3, 4]],
    ['a whole array', { v: [5, 6] }, [4]],
    ['a position', { 'v.1': 6 }, [4]],
    ['$ne: no element', { v: { $ne: 5 } }, [1, 2, 5, 6, 7]],
    ['$type', { v: { $type: 'string' } }, [5]],
    ['$type array', { v: { $type: 'array' } }, [4]],
    ['$exists', { v: { $exists: false } }, [1]],
    ['a regular expression', { v: new BSONRegExp('^AB', 'i') }, [5]],
    ['a regular expression finds itself', { v: new BSONRegExp('^ab') }, [5, 7]],
    ['$in with a regular expression', { v: { $in: [new BSONRegExp('c$'), 5] } }, [3, 4, 5]],
    ['a document as it is', { v: { x: 1, y: 2 } }, [6]],
    ['a document in another order is another', { v: { y: 2, x: 1 } }, []],
    ['$mod', { v: { $mod: [3, 2] } }, [3, 4]],
    ['$expr', { $expr: { $gt: ['$w', 10] } }, [6]],
  ])('%s', (_what, filter, expected) => {
    engine.insert(
      'docs',
      { _id: 1 },
      { _id: 2, v: null },
      { _id: 3, v: 5 },
      { _id: 4, v: [5, 6] },
      { _id: 5, v: 'abc' },
      { _id: 6, v: { x: 1, y: 2 }, w: 11n },
      { _id: 7, v: new BSONRegExp('^ab') },
    );
    expect(idsOf(filter)).toEqual(expected);
    engine.index('docs', { v: 1 });
    expect(idsOf(filter).sort()).toEqual(expected);
  });
});

describe('projections', () => {
  const doc = {
    _id: 1,
    a: 1,
    b: { c: 2, d: 3 },
    list: [
      { x: 1, y: 1 },
      { x: 2, y: 2 },
      { x: 3, y: 3 },
    ],
  };
  it.each<[string, Doc, Doc, Doc?]>([
    ['fields', { a: 1 }, { _id: 1, a: 1 }],
    ['without _id', { a: 1, _id: 0 }, { a: 1 }],
    ['only _id', { _id: 1 }, { _id: 1 }],
    ['below', { 'b.c': 1, 'list.x': 1 }, { _id: 1, b: { c: 2 }, list: [{ x: 1 }, { x: 2 }, { x: 3 }] }],
    ['all but', { b: 0, list: 0 }, { _id: 1, a: 1 }],
    ['all but below', { 'b.c': 0, list: 0, a: 0 }, { _id: 1, b: { d: 3 } }],
    ['$slice', { list: { $slice: -1 }, a: 0, b: 0 }, { _id: 1, list: [{ x: 3, y: 3 }] }],
    ['$elemMatch', { list: { $elemMatch: { x: { $gt: 1 } } } }, { _id: 1, list: [{ x: 2, y: 2 }] }],
    ['the matching position', { 'list.$': 1 }, { _id: 1, list: [{ x: 2, y: 2 }] }, { 'list.x': 2 }],
    ['an expression', { sum: { $add: ['$a', '$b.c'] }, a: 1 }, { _id: 1, a: 1, sum: 3 }],
    ['a field by another name', { copy: '$b.d' }, { _id: 1, copy: 3 }],
  ])('%s', (_what, projection, expected, filter = {}) => {
    engine.insert('docs', doc);
    expect(engine.find('docs', filter, { projection })).toEqual([expected]);
  });

  it('do not mix', () => {
    engine.insert('docs', doc);
    expect(() => engine.find('docs', {}, { projection: { a: 1, b: 0 } })).toThrow(
      'Cannot do exclusion on field b in inclusion projection',
    );
  });
});

describe('the order of insertion', () => {
  it.each<[string, Doc]>([
    ['as a sort', { sort: { $natural: -1 } }],
    ['as a hint', { hint: { $natural: -1 } }],
  ])('%s', (_what, more) => {
    engine.insert('docs', { _id: 2 }, { _id: 1 }, { _id: 3 });
    expect(engine.find('docs', {}, more).map(({ _id }) => _id)).toEqual([3, 1, 2]);
  });

  it('cannot be combined with another order', () => {
    expect(() => engine.find('docs', {}, { sort: { $natural: 1, a: 1 } })).toThrow('$natural');
    expect(() => engine.aggregate('docs', [{ $sort: { $natural: 1 } }])).toThrow('$natural');
  });
});

describe('aggregation', () => {
  it('groups by ObjectId, by date and by document', () => {
    const [x, y] = [new ObjectId(), new ObjectId()];
    engine.insert(
      'docs',
      { _id: 1, by: x, n: 1 },
      { _id: 2, by: y, n: 2 },
      { _id: 3, by: new ObjectId(x.id), n: 4 },
    );
    expect(
      engine.aggregate('docs', [{ $group: { _id: '$by', n: { $sum: '$n' } } }, { $sort: { n: 1 } }]),
    ).toEqual([
      { _id: y, n: 2 },
      { _id: x, n: 5 },
    ]);
  });

  it('unwinds and facets', () => {
    engine.insert('docs', { _id: 1, list: ['a', 'b'], n: 1 }, { _id: 2, list: [] });
    expect(
      engine.aggregate('docs', [
        { $match: { _id: 1 } },
        { $unwind: '$list' },
        { $project: { list: 1, n: { $floor: '$n' } } },
      ]),
    ).toEqual([
      { _id: 1, list: 'a', n: 1 },
      { _id: 1, list: 'b', n: 1 },
    ]);
    const facets = {
      $facet: {
        some: [{ $match: { list: 'a' } }, { $count: 'n' }],
        all: [{ $sort: { _id: -1 } }, { $project: { _id: 1 } }],
      },
    };
    expect(engine.aggregate('docs', [facets])).toEqual([{ some: [{ n: 1 }], all: [{ _id: 2 }, { _id: 1 }] }]);
  });

  it('compares across types, and distinguishes a missing field from null', () => {
    engine.insert('docs', { _id: 1, v: null }, { _id: 2 }, { _id: 3, v: 'x' }, { _id: 4, v: 7 });
    const project = { $project: { isNull: { $eq: ['$v', null] }, large: { $gt: ['$v', 5] } } };
    expect(engine.aggregate('docs', [project])).toEqual([
      { _id: 1, isNull: true, large: false },
      { _id: 2, isNull: false, large: false },
      { _id: 3, isNull: false, large: true },
      { _id: 4, isNull: false, large: true },
    ]);
  });

  it('names an expression that does not exist', () => {
    engine.insert('docs', { _id: 1 });
    const codeOf = (pipeline: Doc[]): unknown => {
      try {
        return engine.aggregate('docs', pipeline);
      } catch (error) {
        return (error as MongoFailure).code;
      }
    };
    expect(codeOf([{ $project: { a: { $fooBar: 1 } } }])).toBe(168);
    expect(codeOf([{ $group: { _id: null, a: { $fooBar: 1 } } }])).toBe(15952);
  });
});
