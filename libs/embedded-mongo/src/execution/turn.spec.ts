import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { BSONRegExp } from 'bson';
import type { Doc } from '../bson/document.ts';
import { DirectEngine } from '../testing/direct.ts';

let engine: DirectEngine;
let now: number;
beforeEach(() => {
  now = 0;
  engine = new DirectEngine({ clock: () => now });
});
afterEach(() => engine[Symbol.dispose]());

const many = 5000;
const docs = (name = 'docs'): void => {
  for (let from = 0; from < many; from += 500)
    engine.insert(
      name,
      ...Array.from({ length: 500 }, (_, at) => ({
        _id: from + at,
        n: (from + at) % 7,
        text: 'x'.repeat(50),
      })),
    );
};

/** Returns the number of turns that a command takes. Checks that other commands are answered in the same or next turn. */
function turnsOf(body: Doc): { turns: number; reply: Doc } {
  const begun = engine.begin(body, 1);
  const others: { reply: Doc | null }[] = [];
  do {
    others.push(engine.begin({ count: 'docs' }, 2));
    engine.turn();
    for (const { reply } of others.slice(0, -1)) expect(reply).toMatchObject({ ok: 1 });
  } while (!begun.reply && others.length < 1000);
  return { turns: others.length, reply: begun.reply! };
}

describe('a command that reads much', () => {
  const whole = { batchSize: 100_000 };
  it.each<[string, Doc]>([
    ['a find that finds little', { find: 'docs', filter: { n: 99 } }],
    ['a find of all', { find: 'docs', filter: {}, ...whole }],
    ['a sort', { find: 'docs', filter: {}, sort: { n: 1, text: -1 }, ...whole }],
    ['a count', { count: 'docs', query: { n: 99 } }],
    ['distinct', { distinct: 'docs', key: 'n' }],
    ['an explain', { explain: { find: 'docs', filter: { n: 99 } } }],
    [
      '$match and $project',
      { aggregate: 'docs', pipeline: [{ $project: { n: 1 } }, { $match: { n: 99 } }], cursor: {} },
    ],
    ['$group', { aggregate: 'docs', pipeline: [{ $group: { _id: '$_id', n: { $sum: 1 } } }], cursor: whole }],
    ['$sort', { aggregate: 'docs', pipeline: [{ $project: { n: 1 } }, { $sort: { n: 1 } }], cursor: whole }],
    [
      '$facet',
      {
        aggregate: 'docs',
        pipeline: [{ $facet: { a: [{ $count: 'n' }], b: [{ $sort: { n: 1 } }] } }],
        cursor: whole,
      },
    ],
    ['an update without a match', { update: 'docs', updates: [{ q: { n: 99 }, u: { $set: { a: 1 } } }] }],
    ['a delete without a match', { delete: 'docs', deletes: [{ q: { n: 99 }, limit: 0 }] }],
    ['a regular expression', { find: 'docs', filter: { text: new BSONRegExp('y+$') } }],
  ])('pauses for others: %s', (_what, body) => {
    docs();
    const { turns, reply } = turnsOf(body);
    expect(turns).toBeGreaterThan(3);
    expect(reply).toMatchObject({ ok: 1 });
  });

  it('pauses when it unwinds one document into many', () => {
    engine.insert('docs', { _id: 1, list: Array.from({ length: 20_000 }, (_, at) => at) });
    const { turns, reply } = turnsOf({
      aggregate: 'docs',
      pipeline: [{ $unwind: '$list' }, { $count: 'n' }],
      cursor: {},
    });
    expect(turns).toBeGreaterThan(10);
    expect(reply).toMatchObject({ cursor: { firstBatch: [{ n: 20_000 }] } });
  });

  it('does not pause when it reads little', () => {
    docs();
    for (const body of [
      { find: 'docs', filter: { _id: { $gte: 10, $lt: 60 } }, sort: { n: 1 } },
      { update: 'docs', updates: [{ q: { _id: 7 }, u: { $set: { a: 1 } } }] },
      { insert: 'docs', documents: [{ _id: 'a' }, { _id: 'b' }] },
    ])
      expect(turnsOf(body).turns).toBe(1);
  });

  it('sorts stably, with the same result as without pauses', () => {
    docs();
    const { reply } = turnsOf({ find: 'docs', filter: {}, sort: { n: -1 }, ...whole });
    const found = (reply['cursor'] as { firstBatch: Doc[] }).firstBatch.map(({ _id }) => Number(_id));
    const expected = Array.from({ length: many }, (_, at) => at).sort((a, b) => (b % 7) - (a % 7));
    expect(found).toEqual(expected);
  });

  it('alternates with other long commands', () => {
    docs();
    const scans = [1, 2, 3].map((connection) =>
      engine.begin({ count: 'docs', query: { n: 99 } }, connection),
    );
    let turns = 0;
    while (engine.turn() && turns < 1000) turns++;
    for (const { reply } of scans) expect(reply).toMatchObject({ n: 0, ok: 1 });
    expect(turns).toBeGreaterThan(3 * 4);
  });

  it('keeps the commands of its connection in order', () => {
    docs();
    const first = engine.begin({ count: 'docs', query: { n: 99 } }, 1);
    const second = engine.begin({ ping: 1 }, 1);
    engine.turn();
    expect([first.reply, second.reply]).toEqual([null, null]);
    while (engine.turn());
    expect(second.reply).toMatchObject({ ok: 1 });
  });

  it('ends when its collection or index is dropped, or when its client disconnects', () => {
    docs();
    engine.index('docs', { n: 1 });
    const scans = [
      { find: 'docs', filter: { n: { $gte: 0 } }, hint: 'n_1', sort: { text: 1 } },
      { count: 'docs', query: { text: 'y' } },
    ];
    const begun = scans.map((body, at) => engine.begin(body, at + 1));
    engine.turn();
    engine.turn();
    engine.begin({ dropIndexes: 'docs', index: 'n_1' }, 9);
    while (engine.turn());
    expect(begun.map(({ reply }) => reply?.['code'])).toEqual([175, 175]);
    const orphan = engine.begin({ count: 'docs', query: { text: 'y' } }, 1, { isGone: () => true });
    engine.turn();
    engine.turn();
    expect(orphan.reply).toMatchObject({ ok: 0 });
  });

  it('allows one getMore at a time on its cursor', () => {
    docs();
    const { cursor } = engine.run({ find: 'docs', filter: { n: 3, text: { $ne: 'y' } }, batchSize: 1 }) as {
      cursor: { id: bigint };
    };
    const more = { getMore: cursor.id, collection: 'docs' };
    const first = engine.begin(more, 1);
    const second = engine.begin(more, 2);
    while (engine.turn());
    expect(first.reply).toMatchObject({ ok: 1 });
    expect(second.reply).toMatchObject({ code: 12051 });
  });
});

describe('a command that writes much', () => {
  it.each<[string, Doc, Doc]>([
    [
      'inserts',
      { insert: 'docs', documents: Array.from({ length: 3000 }, (_, at) => ({ _id: many + at })) },
      { n: 3000 },
    ],
    [
      'an update of many',
      { update: 'docs', updates: [{ q: {}, u: { $inc: { n: 1 } }, multi: true }] },
      { n: many, nModified: many },
    ],
    [
      'many updates',
      {
        update: 'docs',
        updates: Array.from({ length: 3000 }, (_, _id) => ({ q: { _id }, u: { $set: { a: 1 } } })),
      },
      { n: 3000 },
    ],
    [
      'a delete of many',
      { delete: 'docs', deletes: [{ q: { _id: { $gte: 2 } }, limit: 0 }] },
      { n: many - 2 },
    ],
  ])('pauses for others, and is answered when all is done: %s', (_what, body, expected) => {
    docs();
    const { turns, reply } = turnsOf(body);
    expect(turns).toBeGreaterThan(2);
    expect(reply).toMatchObject({ ok: 1, ...expected });
  });

  it('does not change a document that another command has changed so that it no longer matches', () => {
    docs();
    const begun = engine.begin(
      { update: 'docs', updates: [{ q: { n: 3 }, u: { $set: { late: true } }, multi: true }] },
      1,
    );
    engine.turn();
    engine.begin({ update: 'docs', updates: [{ q: { _id: 10 }, u: { $set: { n: 4 } } }] }, 2);
    engine.begin({ delete: 'docs', deletes: [{ q: { _id: 17 }, limit: 1 }] }, 3);
    while (engine.turn());
    const fit = Array.from({ length: many }, (_, at) => at).filter(
      (at) => at % 7 === 3 && at !== 10 && at !== 17,
    );
    expect(begun.reply).toMatchObject({ n: fit.length });
    expect(engine.find('docs', { late: true }).map(({ _id }) => _id)).toEqual(fit);
  });

  it('of one document takes the next match if the first one has changed', () => {
    docs();
    engine.insert('docs', { _id: 'last', n: 99 });
    engine.update('docs', { _id: 0 }, { $set: { n: 99 } });
    // Sorted, so that the search sees all of them before it chooses.
    const begun = engine.begin(
      { findAndModify: 'docs', query: { n: 99 }, sort: { text: -1 }, update: { $set: { n: 100 } } },
      1,
    );
    engine.turn();
    engine.begin({ update: 'docs', updates: [{ q: { _id: 0 }, u: { $set: { n: 1 } } }] }, 2);
    while (engine.turn());
    expect(begun.reply).toMatchObject({ value: { _id: 'last' } });
    expect(engine.find('docs', { n: 100 }).map(({ _id }) => _id)).toEqual(['last']);
  });
});

describe('a time limit', () => {
  const scan = { count: 'docs', query: { n: 99 } };
  it('of maxTimeMS ends the command', () => {
    docs();
    const begun = engine.begin({ ...scan, maxTimeMS: 50 }, 1);
    engine.turn();
    now = 49;
    engine.turn();
    expect(begun.reply).toBeNull();
    now = 50;
    engine.turn();
    expect(begun.reply).toMatchObject({ ok: 0, code: 50, codeName: 'MaxTimeMSExpired' });
    expect(engine.turn()).toBe(false);
  });

  it.each([['text'], [-1], [1.5]])('is refused when it is none: %s', (maxTimeMS) => {
    expect(engine.begin({ ping: 1, maxTimeMS }, 1)).toEqual({ reply: null });
    const refused = engine.begin({ ping: 1, maxTimeMS }, 2);
    engine.turn();
    expect(refused.reply).toMatchObject({ ok: 0 });
  });

  it('of the engine ends the command, and counts working time only', () => {
    docs();
    const begun = engine.begin(scan, 1);
    engine.turn();
    now = 1e9;
    engine.turn();
    expect(begun.reply).toBeNull();
    let step = 0;
    using slow = new DirectEngine({ clock: () => (now += step) });
    slow.insert('docs', ...Array.from({ length: 4000 }, (_, _id) => ({ _id })));
    step = 30_000;
    const ended = slow.begin(scan, 1);
    while (slow.turn());
    expect(ended.reply).toMatchObject({ code: 50 });
  });

  it.each<[string, string, string]>([
    ['nested repetitions', '^(a+)+$', `${'a'.repeat(60)}b`],
    ['alternatives that overlap', '^(a|a)*$', `${'a'.repeat(60)}b`],
    ['groups that repeat nothing', `^${'(a|a)'.repeat(40)}$`, `${'a'.repeat(40)}b`],
    ['optional parts', `^${'a?'.repeat(30)}${'a'.repeat(30)}$`, `${'a'.repeat(45)}b`],
    ['back references', '^(a*)*\\1b$', 'a'.repeat(60)],
    ['many repetitions of a long text', 'a*a*a*a*a*b', 'a'.repeat(20_000)],
  ])('ends a regular expression: %s', (_what, pattern, text) => {
    engine.insert('docs', { _id: 1, text });
    const query = { text: new BSONRegExp(pattern) };
    const begun = engine.begin({ find: 'docs', filter: query }, 1);
    const other = engine.begin({ count: 'docs' }, 2);
    engine.turn();
    engine.turn();
    expect(begun.reply).toMatchObject({ ok: 0, code: 50 });
    expect(other.reply).toMatchObject({ n: 1, ok: 1 });
    for (const pipeline of [[{ $limit: 1 }, { $match: query }], [{ $facet: { a: [{ $match: query }] } }]])
      expect(() => engine.aggregate('docs', pipeline)).toThrow('operation exceeded time limit');
    expect(() => engine.update('docs', query, { $set: { a: 1 } })).toThrow('operation exceeded time limit');
  });

  it('ends comparisons of two long lists within one document', () => {
    const list = Array.from({ length: 5000 }, (_, at) => `${at}`);
    engine.insert('docs', { _id: 1, list });
    const others = list.map((text) => `${text}x`);
    for (const query of [
      { list: { $in: others } },
      { list: { $nin: others } },
      { $or: others.map((text) => ({ list: text })) },
    ])
      expect(() => engine.find('docs', query)).toThrow('too many comparisons');
    for (const update of [{ $addToSet: { list: { $each: others } } }, { $pullAll: { list: others } }])
      expect(() => engine.update('docs', {}, update)).toThrow('too many comparisons');
  });
});
