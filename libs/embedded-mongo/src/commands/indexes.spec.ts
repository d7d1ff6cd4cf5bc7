import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { Doc } from '../bson/document.ts';
import { DirectEngine } from '../testing/direct.ts';

const many = 5000;
let engine: DirectEngine;

beforeEach(() => {
  engine = new DirectEngine();
  for (let from = 0; from < many; from += 500)
    engine.insert(
      'docs',
      ...Array.from({ length: 500 }, (_, at) => ({ _id: from + at, n: from + at, text: 'x'.repeat(50) })),
    );
});
afterEach(() => engine[Symbol.dispose]());

const byN = { key: { n: 1 }, name: 'n_1' };
const build = (index: Doc = byN, connection = 1, more = {}) =>
  engine.begin({ createIndexes: 'docs', indexes: [index] }, connection, more);
const runToEnd = (): void => {
  while (engine.turn());
};
const names = (): unknown[] =>
  (engine.run({ listIndexes: 'docs' })['cursor'] as { firstBatch: Doc[] }).firstBatch.map(({ name }) => name);
const withIndex = (filter: Doc): unknown[] =>
  engine.find('docs', filter, { hint: 'n_1' }).map(({ _id }) => _id);

it('builds an index in many turns, between which other commands run', () => {
  const begun = build();
  engine.turn();
  let turns = 1;
  do {
    const other = engine.begin({ count: 'docs' }, 2);
    engine.turn();
    turns++;
    expect(other.reply).toMatchObject({ n: many });
  } while (!begun.reply && turns < 1000);
  expect(turns).toBeGreaterThan(10);
  expect(begun.reply).toMatchObject({ numIndexesBefore: 1, numIndexesAfter: 2, ok: 1 });
});

it('has what was written while it was built, and is not used before', () => {
  const begun = build();
  engine.turn();
  engine.turn();
  const writes = [
    { insert: 'docs', documents: [{ _id: 'new', n: -1 }] },
    ...[0, many - 1].map((_id) => ({ update: 'docs', updates: [{ q: { _id }, u: { $set: { n: -2 } } }] })),
    { delete: 'docs', deletes: [1, many - 2].map((_id) => ({ q: { _id }, limit: 1 })) },
  ].map((body, at) => engine.begin(body, at + 2));
  const early = engine.begin({ find: 'docs', filter: { n: 7 }, hint: 'n_1' }, 9);
  engine.turn();
  expect(early.reply).toMatchObject({ ok: 0 });
  expect(begun.reply).toBeNull();
  runToEnd();
  expect(begun.reply).toMatchObject({ ok: 1 });
  expect(writes.map(({ reply }) => reply?.['n'])).toEqual([1, 1, 1, 2]);
  expect(withIndex({ n: { $lt: 0 } })).toEqual([0, many - 1, 'new']);
  expect(withIndex({ n: { $gte: 0 } })).toHaveLength(many - 4);
});

it('fails if a duplicate was written while it was built, and takes what it created away', () => {
  const begun = engine.begin(
    {
      createIndexes: 'docs',
      indexes: [
        { key: { text: 1 }, name: 'text_1' },
        { ...byN, unique: true },
      ],
    },
    1,
  );
  engine.turn();
  engine.turn();
  const insert = engine.begin({ insert: 'docs', documents: [{ _id: 'again', n: many - 1 }] }, 2);
  runToEnd();
  expect(insert.reply).toMatchObject({ n: 1 });
  expect(begun.reply).toMatchObject({ code: 11000, keyValue: { n: many - 1 } });
  expect(names()).toEqual(['_id_']);
  engine.run({ delete: 'docs', deletes: [{ q: { _id: 'again' }, limit: 1 }] });
  engine.index('docs', { n: 1 }, { unique: true });
  expect(withIndex({ n: 7 })).toEqual([7]);
});

it('can be built again after its client has gone', () => {
  let gone = false;
  const begun = build(byN, 1, { isGone: () => gone });
  engine.turn();
  engine.turn();
  gone = true;
  runToEnd();
  expect(begun.reply).toMatchObject({ ok: 0 });
  expect(names()).toEqual(['_id_']);
  engine.update('docs', { _id: 0 }, { $set: { n: -1 } });
  engine.run({ createIndexes: 'docs', indexes: [byN] });
  expect(withIndex({ n: { $lt: 2 } })).toEqual([0, 1]);
});

it('is built once when two clients ask for it, and is given up with its collection', () => {
  const both = [build(byN, 1), build(byN, 2)];
  runToEnd();
  expect(both.map(({ reply }) => reply?.['numIndexesAfter'])).toEqual([2, 2]);
  const begun = build({ key: { text: 1 }, name: 'text_1' });
  engine.turn();
  engine.turn();
  engine.begin({ drop: 'docs' }, 2);
  runToEnd();
  expect(begun.reply).toMatchObject({ code: 175 });
});
