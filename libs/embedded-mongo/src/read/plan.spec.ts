import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Doc } from '../bson/document.ts';
import { DirectEngine } from '../testing/direct.ts';

let engine: DirectEngine;
const lines: string[] = [];

beforeEach(() => {
  lines.length = 0;
  engine = new DirectEngine({ log: (line) => lines.push(line) });
  engine.insert(
    'orders',
    ...Array.from({ length: 1000 }, (_, at) => ({
      _id: `order-${at}`,
      restaurant: `r${at % 10}`,
      status: at % 100 < 5 ? 'open' : 'done',
      serial: at,
      tags: [`t${at % 50}`, 'all'],
      labels: [`l${at % 50}`, 'all'],
      ...(at === 500 ? { outbox: [{ id: 1 }] } : { outbox: [] }),
    })),
  );
  engine.index('orders', { restaurant: 1, serial: -1 });
  engine.index('orders', { tags: 1 });
  engine.index('orders', { labels: 1, serial: 1 });
  engine.index(
    'orders',
    { serial: 1 },
    { name: 'outbox', partialFilterExpression: { 'outbox.0': { $exists: true } } },
  );
});
afterEach(() => engine[Symbol.dispose]());

/** Keys and documents read, and documents returned. */
const cost = (body: Doc): [number, number, number] => {
  const { totalKeysExamined, totalDocsExamined, nReturned } = engine.stats({ find: 'orders', ...body });
  return [totalKeysExamined, totalDocsExamined, nReturned];
};

describe('a query reads only candidates', () => {
  it.each<[string, Doc, [number, number, number]]>([
    ['by _id', { filter: { _id: 'order-7' } }, [1, 1, 1]],
    ['by a range of _id', { filter: { _id: { $gte: 'order-10', $lt: 'order-12' } } }, [22, 22, 22]],
    ['by the first field of an index', { filter: { restaurant: 'r3' } }, [100, 100, 100]],
    ['by $in', { filter: { restaurant: { $in: ['r3', 'r4', 'none'] } } }, [200, 200, 200]],
    ['by both fields', { filter: { restaurant: 'r3', serial: 13 } }, [1, 1, 1]],
    [
      'by a range of the second',
      { filter: { restaurant: 'r3', serial: { $gte: 100, $lt: 200 } } },
      [10, 10, 10],
    ],
    [
      'in the order of the index, up to the limit',
      { filter: { restaurant: 'r3' }, sort: { serial: -1 }, limit: 5 },
      [5, 5, 5],
    ],
    ['in the reverse order', { filter: { restaurant: 'r3' }, sort: { serial: 1 }, limit: 5 }, [5, 5, 5]],
    ['by an element of an array', { filter: { tags: 't7' } }, [20, 20, 20]],
    [
      'by an element of an array, in the order of the rest of the key',
      { filter: { labels: 'all', serial: { $lte: 700 } }, sort: { serial: -1 }, limit: 3 },
      [3, 3, 3],
    ],
    ['by a partial index', { filter: { 'outbox.0': { $exists: true }, serial: { $lt: 900 } } }, [1, 1, 1]],
    ['by the beginning of a string', { filter: { restaurant: { $regex: '^r9' } } }, [100, 100, 100]],
    [
      'by $or, each branch by its index',
      { filter: { $or: [{ tags: 't7' }, { restaurant: 'r3', serial: 13 }] } },
      [21, 21, 21],
    ],
    ['that can match nothing', { filter: { restaurant: 'none' } }, [0, 0, 0]],
    ['with no index: all of them', { filter: { status: 'open' } }, [0, 1000, 50]],
  ])('%s', (_what, body, expected) => {
    expect(cost(body)).toEqual(expected);
  });

  it('at the start of a pipeline, in an update and in a delete', () => {
    const pipeline = [
      { $match: { restaurant: 'r3' } },
      { $sort: { serial: -1 } },
      { $limit: 3 },
      { $project: { serial: 1 } },
    ];
    expect(engine.stats({ aggregate: 'orders', pipeline, cursor: {} })).toMatchObject({
      totalKeysExamined: 3,
      totalDocsExamined: 3,
    });
    expect(
      engine.stats({
        update: 'orders',
        updates: [{ q: { restaurant: 'r3', serial: 3 }, u: { $set: { n: 1 } } }],
      }),
    ).toMatchObject({ totalDocsExamined: 1 });
    expect(engine.stats({ delete: 'orders', deletes: [{ q: { tags: 't7' }, limit: 0 }] })).toMatchObject({
      totalDocsExamined: 20,
    });
  });

  it('and logs its plan in the profile log', () => {
    engine.run({ profile: 2, slowms: 0 });
    lines.length = 0;
    engine.find('orders', { restaurant: 'r3', serial: 13 });
    expect(JSON.parse(lines[0]!)).toMatchObject({
      command: 'find',
      ns: 'test.orders',
      plan: 'IXSCAN restaurant_1_serial_-1',
      keysExamined: 1,
      docsExamined: 1,
      nreturned: 1,
    });
  });
});

describe('an index is not used', () => {
  it('when it may lack a match', () => {
    expect(cost({ filter: { serial: { $lt: 3 } } })).toEqual([0, 1000, 3]);
  });

  it('when it is hidden, except with a hint', () => {
    engine.run({ collMod: 'orders', index: { name: 'tags_1', hidden: true } });
    expect(cost({ filter: { tags: 't7' } })).toEqual([0, 1000, 20]);
    expect(cost({ filter: { tags: 't7' }, hint: 'tags_1' })).toEqual([20, 20, 20]);
  });
});
