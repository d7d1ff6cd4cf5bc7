import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Decimal128, Double, MinKey } from 'bson';
import type { Doc } from '../bson/document.ts';
import type { MongoFailure } from '../execution/failure.ts';
import { DirectEngine } from '../testing/direct.ts';
import { unsupported } from './unsupported.ts';

let engine: DirectEngine;
beforeEach(() => {
  engine = new DirectEngine();
});
afterEach(() => engine[Symbol.dispose]());

const int64 = 9_007_199_254_740_993n;
const largest = 2n ** 63n - 1n;
const double = (value: number): Double => new Double(value);
const at = (ms: number): Date => new Date(ms);

/** A projection reads a number as a choice and an object as paths, so the expression is put into another one. */
const shown = (expression: unknown): Doc => ({ $cond: [true, expression, null] });

/** The result of the expression for the document; undefined if there is no field. */
function valueOf(expression: unknown, doc: Doc = {}): unknown {
  engine.insert('docs', { _id: 1, ...doc });
  const [{ value } = {}] = engine.aggregate('docs', [{ $project: { value: shown(expression) } }]);
  return value;
}

function failureOf(run: () => unknown): MongoFailure {
  try {
    run();
  } catch (error) {
    return error as MongoFailure;
  }
  throw new Error('it was not refused');
}

describe('expressions, each as MongoDB documents it', () => {
  it.each<[string, unknown, Doc, unknown]>([
    ['a field', '$a', { a: 5 }, 5],
    ['a field below', '$a.b', { a: { b: 5 } }, 5],
    ['a field of documents in an array', '$a.b', { a: [{ b: 1 }, { c: 2 }, { b: 3 }, 4] }, [1, 3]],
    ['a number in a path is a name, never a position', '$a.0', { a: [7] }, []],
    ['a missing field', '$a', {}, undefined],
    ['null', '$a', { a: null }, null],
    ['a missing field in a document', { x: '$a', y: 1 }, {}, { y: 1 }],
    ['a missing field in an array', ['$a', 1], {}, [null, 1]],
    ['$literal', { $literal: '$a' }, { a: 1 }, '$a'],
    ['$$ROOT', '$$ROOT', { a: 1 }, { _id: 1, a: 1 }],
    ['$$CURRENT with a path', '$$CURRENT.a', { a: 1 }, 1],
    ['$$REMOVE', '$$REMOVE', {}, undefined],
    ['$add of ints', { $add: ['$a', 2] }, { a: 1 }, 3],
    ['$add past an int32', { $add: ['$a', 1] }, { a: 2 ** 31 - 1 }, 2n ** 31n],
    ['$add of int64s', { $add: ['$a', 1] }, { a: int64 }, int64 + 1n],
    ['$add past an int64', { $add: ['$a', 1] }, { a: largest }, 2 ** 63],
    ['$add of doubles', { $add: ['$a', double(1)] }, { a: double(2) }, double(3)],
    ['$add of null', { $add: ['$a', 1] }, { a: null }, null],
    ['$add of nothing', { $add: ['$a', 1] }, {}, null],
    ['$subtract of ints', { $subtract: ['$a', 5] }, { a: 3 }, -2],
    ['$subtract of int64s', { $subtract: ['$a', 1] }, { a: int64 }, int64 - 1n],
    ['$subtract past an int32', { $subtract: ['$a', 1] }, { a: -(2 ** 31) }, -(2n ** 31n) - 1n],
    ['$subtract of an int and a double', { $subtract: ['$a', double(1)] }, { a: 3 }, double(2)],
    ['$subtract of dates', { $subtract: ['$a', at(1000)] }, { a: at(61_000) }, 60_000n],
    ['$subtract of a date and a number', { $subtract: ['$a', 1000] }, { a: at(61_000) }, at(60_000)],
    ['$subtract of nothing', { $subtract: ['$a', 1] }, {}, null],
    ['$multiply of ints', { $multiply: ['$a', 2, 3] }, { a: 4 }, 24],
    ['$multiply past an int32', { $multiply: ['$a', 2] }, { a: 2 ** 30 }, 2n ** 31n],
    ['$multiply past an int64', { $multiply: ['$a', 2n] }, { a: 2n ** 62n }, 2 ** 63],
    ['$multiply by a double', { $multiply: ['$a', double(2)] }, { a: 4 }, double(8)],
    ['$divide is always a double', { $divide: ['$a', 2] }, { a: 4 }, double(2)],
    ['$divide of null', { $divide: [null, 2] }, {}, null],
    ['$mod of ints', { $mod: ['$a', 3] }, { a: -7 }, -1],
    ['$mod of int64s', { $mod: ['$a', 10] }, { a: int64 }, 3n],
    ['$mod of doubles', { $mod: ['$a', 2] }, { a: 5.5 }, 1.5],
    ['$floor of a double', { $floor: '$a' }, { a: -1.5 }, double(-2)],
    ['$floor of an int64', { $floor: '$a' }, { a: int64 }, int64],
    ['$floor of null', { $floor: null }, {}, null],
    ['$eq across number types', { $eq: ['$a', double(5)] }, { a: 5n }, true],
    ['$eq of a missing field and null', { $eq: ['$a', null] }, {}, false],
    ['$lt: missing is less than null', { $lt: ['$a', null] }, {}, true],
    ['$gt: missing is more than MinKey', { $gt: ['$a', new MinKey()] }, {}, true],
    ['$gt across types', { $gt: ['$a', 5] }, { a: 'x' }, true],
    ['$gte', { $gte: ['$a', 5] }, { a: 5 }, true],
    ['$lte', { $lte: ['$a', 4] }, { a: 5 }, false],
    ['$ne', { $ne: ['$a', 'x'] }, { a: 'x' }, false],
    ['$cmp', { $cmp: ['$a', 7] }, { a: 5 }, -1],
    ['$cond', { $cond: [{ $eq: ['$a', 1] }, 'yes', 'no'] }, { a: 2 }, 'no'],
    ['$cond by name', { $cond: { if: '$a', then: 'yes', else: 'no' } }, { a: 2 }, 'yes'],
    ['$cond: 0 and null are false', { $cond: ['$a', 'yes', 'no'] }, { a: double(0) }, 'no'],
    ['$cond leaves the other branch alone', { $cond: [true, 1, { $divide: [1, 0] }] }, {}, 1],
    ['$ifNull', { $ifNull: ['$a', '$b', 'z'] }, { a: null, b: 0 }, 0],
    ['$ifNull with nothing at all', { $ifNull: ['$a', '$b'] }, {}, undefined],
    ['$and ends at the first false', { $and: [false, { $divide: [1, 0] }] }, {}, false],
    ['$or ends at the first true', { $or: ['$a', { $divide: [1, 0] }] }, { a: 1 }, true],
    ['$not', { $not: ['$a'] }, { a: 0 }, true],
  ])('%s', (_what, expression, doc, expected) => {
    expect(valueOf(expression, doc)).toEqual(expected);
  });

  it('read the time of the command', () => {
    using clocked = new DirectEngine({ now: () => at(5000) });
    clocked.insert('docs', { _id: 1 });
    expect(clocked.aggregate('docs', [{ $project: { now: '$$NOW' } }])).toEqual([{ _id: 1, now: at(5000) }]);
  });

  it.each<[string, unknown, number]>([
    ['a division by zero', { $divide: [1, 0] }, 2],
    ['a remainder by zero', { $mod: [1, 0] }, 16610],
    ['a string in arithmetic', { $multiply: ['x', 2] }, 14],
    ['arithmetic on a Decimal128', { $add: [Decimal128.fromString('1'), 2] }, 115],
    ['a date in $add', { $add: [at(0), 2] }, 115],
    ['a wrong number of arguments', { $subtract: [1] }, 16020],
    ['two operators in one', { $add: [1], $subtract: [1, 2] }, 15983],
    ['a field name with a dot', { 'a.b': 1 }, 16410],
    ['a variable that is not there', '$$nothing', 17276],
    ['an empty part of a path', '$a..b', 15998],
    ['an expression that MongoDB does not have', { $fooBar: 1 }, 168],
    ['a depth of more than 100', Array.from({ length: 101 }).reduce<unknown>((e) => ({ $not: [e] }), 1), 2],
  ])('refuse %s', (_what, expression, code) => {
    expect(failureOf(() => valueOf(expression)).code).toBe(code);
  });
});

describe('stages, each as MongoDB documents it', () => {
  const items = [
    { _id: 1, k: 'a', n: 1, list: [1, 2] },
    { _id: 2, k: 'b', n: 2, list: [] },
    { _id: 3, k: 'a', n: 4 },
    { _id: 4, n: 8, list: null },
  ];
  it.each<[string, Doc[], Doc[]]>([
    ['$match', [{ $match: { k: 'a' } }], [items[0]!, items[2]!]],
    ['$match later', [{ $limit: 2 }, { $match: { n: { $gt: 1 } } }], [items[1]!]],
    ['$sort, $skip and $limit', [{ $sort: { n: -1 } }, { $skip: 1 }, { $limit: 1 }], [items[2]!]],
    [
      '$sort later',
      [{ $project: { k: 1 } }, { $sort: { k: 1, _id: -1 } }, { $limit: 2 }],
      [{ _id: 4 }, { _id: 3, k: 'a' }],
    ],
    [
      '$skip and $limit later',
      [{ $project: { _id: 1 } }, { $skip: 1 }, { $limit: 2 }],
      [{ _id: 2 }, { _id: 3 }],
    ],
    ['$count', [{ $match: { k: 'a' } }, { $count: 'found' }], [{ found: 2 }]],
    ['$count of nothing', [{ $match: { k: 'z' } }, { $count: 'found' }], []],
    ['$project of fields', [{ $match: { _id: 1 } }, { $project: { n: 1, _id: 0 } }], [{ n: 1 }]],
    [
      '$project without fields',
      [{ $match: { _id: 1 } }, { $project: { n: 0, list: 0 } }],
      [{ _id: 1, k: 'a' }],
    ],
    [
      '$project of an expression',
      [{ $match: { _id: 1 } }, { $project: { m: { $multiply: ['$n', 2] } } }],
      [{ _id: 1, m: 2 }],
    ],
    [
      '$project of a text is the text',
      [{ $match: { _id: 1 } }, { $project: { m: 'text' } }],
      [{ _id: 1, m: 'text' }],
    ],
    [
      '$group with a missing key',
      [{ $group: { _id: '$k', n: { $sum: '$n' } } }, { $sort: { _id: 1 } }],
      [
        { _id: null, n: 8 },
        { _id: 'a', n: 5 },
        { _id: 'b', n: 2 },
      ],
    ],
    [
      '$group by a document',
      [{ $group: { _id: { k: '$k' }, n: { $sum: 1 } } }, { $sort: { n: -1, _id: 1 } }],
      [
        { _id: { k: 'a' }, n: 2 },
        { _id: {}, n: 1 },
        { _id: { k: 'b' }, n: 1 },
      ],
    ],
    [
      '$group of all',
      [{ $group: { _id: null, n: { $sum: '$n' }, texts: { $sum: '$k' } } }],
      [{ _id: null, n: 15, texts: 0 }],
    ],
    ['$group of nothing', [{ $match: { k: 'z' } }, { $group: { _id: null, n: { $sum: 1 } } }], []],
    [
      '$unwind',
      [{ $unwind: '$list' }, { $project: { list: 1 } }],
      [
        { _id: 1, list: 1 },
        { _id: 1, list: 2 },
      ],
    ],
    [
      '$unwind that keeps',
      [{ $unwind: { path: '$list', preserveNullAndEmptyArrays: true } }, { $project: { list: 1 } }],
      [{ _id: 1, list: 1 }, { _id: 1, list: 2 }, { _id: 2 }, { _id: 3 }, { _id: 4, list: null }],
    ],
    ['$unwind of a scalar', [{ $match: { _id: 1 } }, { $unwind: '$k' }], [items[0]!]],
    [
      '$facet',
      [{ $facet: { some: [{ $match: { n: 1 } }, { $count: 'n' }], none: [{ $match: { n: 0 } }] } }],
      [{ some: [{ n: 1 }], none: [] }],
    ],
  ])('%s', (_what, pipeline, expected) => {
    engine.insert('docs', ...items);
    expect(engine.aggregate('docs', pipeline)).toEqual(expected);
  });

  it('put _id first', () => {
    engine.insert('docs', { _id: 1, a: 2 });
    const [projected = {}] = engine.aggregate('docs', [{ $project: { a: 1, _id: { $add: ['$_id', 1] } } }]);
    expect(Object.keys(projected)).toEqual(['_id', 'a']);
  });

  it.each<[string, unknown[], unknown]>([
    ['ints', [1, 2, 'text', null], 3],
    ['ints past an int32', [2 ** 31 - 1, 1], 2n ** 31n],
    ['int64s beyond 2^53', [int64, int64], 2n * int64],
    ['int64s that leave their range and come back', [largest, 1n, -1n], largest],
    ['int64s past their range', [largest, 1n], 2 ** 63],
    ['doubles, with what each addition loses', [0.1, 0.2, 0.3], 0.6],
    ['doubles that cancel out', [1e100, double(1), -1e100], double(1)],
    ['ints and doubles', [1, double(2)], double(3)],
    ['infinities', [Infinity, -Infinity], NaN],
    ['nothing', [], undefined],
  ])('$sum of %s', (_what, values, expected) => {
    if (values.length > 0) engine.insert('docs', ...values.map((v, _id) => ({ _id, v })));
    const [sums] = engine.aggregate('docs', [{ $group: { _id: null, n: { $sum: '$v' } } }]);
    expect(sums?.['n']).toEqual(expected);
  });

  it.each<[string, Doc, number]>([
    ['a stage that MongoDB does not have', { $fooBar: {} }, 40324],
    ['two stages in one', { $match: {}, $limit: 1 }, 40323],
    ['$group without _id', { $group: { n: { $sum: 1 } } }, 15955],
    ['a group operator that MongoDB does not have', { $group: { _id: 1, n: { $fooBar: 1 } } }, 15952],
    ['$sum of two values', { $group: { _id: 1, n: { $sum: ['$a', '$b'] } } }, 40237],
    ['a limit of 0', { $limit: 0 }, 15958],
    ['a skip below 0', { $skip: -1 }, 5107200],
    ['$facet within $facet', { $facet: { a: [{ $facet: { b: [] } }] } }, 40600],
    ['$unwind without a path', { $unwind: 'list' }, 28818],
    ['the position of $unwind', { $unwind: { path: '$list', includeArrayIndex: 'i' } }, 115],
    ['an empty $sort', { $sort: {} }, 15976],
    ['$slice in $project', { $project: { a: { $slice: ['$a', 1] } } }, 115],
    ['a sum of Decimal128', { $group: { _id: null, n: { $sum: '$price' } } }, 115],
  ])('refuse %s', (_what, stage, code) => {
    engine.insert('docs', { _id: 1, a: 1, list: [1], price: Decimal128.fromString('1.5') });
    expect(failureOf(() => engine.aggregate('docs', [stage])).code).toBe(code);
  });
});

describe('a feature of MongoDB that this engine lacks is rejected with 115', () => {
  it.each([...unsupported.stages])('the stage %s', (name) => {
    expect(failureOf(() => engine.aggregate('docs', [{ [name]: {} }]))).toMatchObject({
      code: 115,
      codeName: 'CommandNotSupported',
      message: `The pipeline stage ${name} is not supported by the embedded engine`,
    });
  });

  it.each([...unsupported.expressions])('the expression %s', (name) => {
    const code = (stage: Doc): number => failureOf(() => engine.aggregate('docs', [stage])).code;
    expect(code({ $project: { a: { [name]: [1, 2] } } })).toBe(115);
    if (name !== '$sum') expect(code({ $group: { _id: null, a: { [name]: 1 } } })).toBe(115);
    expect(failureOf(() => engine.find('docs', { $expr: { [name]: '$a' } })).code).toBe(115);
  });

  it.each([...unsupported.filters])('the filter %s', (name) => {
    expect(failureOf(() => engine.find('docs', { [name]: {} })).code).toBe(115);
    expect(failureOf(() => engine.find('docs', { a: { [name]: {} } })).code).toBe(115);
  });
});

describe('regressions that silently gave a wrong result', () => {
  it('numbers that pass through a pipeline keep their types', () => {
    engine.insert('docs', {
      _id: 1,
      int: 1,
      long: 1n,
      double: double(1),
      decimal: Decimal128.fromString('1'),
    });
    const [through] = engine.aggregate('docs', [
      { $unwind: '$int' },
      { $project: { long: 1, double: 1, decimal: 1, copy: '$double' } },
    ]);
    expect(through).toEqual({
      _id: 1,
      long: 1n,
      double: double(1),
      decimal: Decimal128.fromString('1'),
      copy: double(1),
    });
  });
});
