import { describe, expect, it } from '@jest/globals';
import { serialize } from 'bson';
import fc from 'fast-check';
import { Query, updateMany, updateOne } from 'mingo';
import { decode } from './bson/decode.ts';
import { isDoc, type Doc } from './bson/document.ts';
import { isNumber, toDouble } from './bson/number.ts';
import type { MongoFailure } from './execution/failure.ts';
import { DirectEngine } from './testing/direct.ts';

const small = fc.integer({ min: 0, max: 3 });
const word = fc.constantFrom('x', 'y', 'z');
const item = fc.record({ k: word, q: small });
const document = fc.record(
  {
    a: fc.oneof(small, fc.double({ min: 0, max: 3, noNaN: true })),
    b: fc.oneof(word, fc.constant(null)),
    c: fc.array(small, { maxLength: 4 }),
    d: fc.record({ e: small, f: word }, { requiredKeys: ['e'] }),
    items: fc.array(item, { maxLength: 3 }),
    at: fc.integer({ min: 0, max: 3 }).map((day) => new Date(day * 86_400_000)),
  },
  { requiredKeys: ['a', 'c', 'd', 'items'] },
);

const operator = fc.constantFrom('$gt', '$gte', '$lt', '$lte', '$eq', '$ne');
const term: fc.Arbitrary<Doc> = fc.oneof(
  small.map((a) => ({ a })),
  fc.tuple(operator, small).map(([name, bound]) => ({ a: { [name]: bound } })),
  fc.tuple(small, small).map(([low, high]) => ({ a: { $gte: low, $lt: high } })),
  fc.array(small, { maxLength: 3 }).map((values) => ({ a: { $in: values } })),
  fc.array(small, { maxLength: 3 }).map((values) => ({ a: { $nin: values } })),
  word.map((b) => ({ b })),
  fc.constant({ b: null }),
  fc.boolean().map((exists) => ({ b: { $exists: exists } })),
  small.map((c) => ({ c })),
  fc.tuple(small, small).map(([low, high]) => ({ c: { $gt: low, $lt: high } })),
  fc.array(small, { minLength: 1, maxLength: 2 }).map((values) => ({ c: { $all: values } })),
  small.map((size) => ({ c: { $size: size } })),
  fc.tuple(small, small).map(([low, high]) => ({ c: { $elemMatch: { $gte: low, $lte: high } } })),
  small.map((e) => ({ 'd.e': e })),
  fc.tuple(operator, small).map(([name, bound]) => ({ 'd.e': { [name]: bound } })),
  word.map((k) => ({ 'items.k': k })),
  fc.tuple(word, small).map(([k, q]) => ({ 'items.k': k, 'items.q': q })),
  fc.tuple(word, small).map(([k, q]) => ({ items: { $elemMatch: { k, q: { $gte: q } } } })),
  small.map((q) => ({ 'items.0.q': q })),
  small.map((day) => ({ at: { $gte: new Date(day * 86_400_000) } })),
  small.map((a) => ({ a: { $not: { $gt: a } } })),
  fc.integer({ min: 0, max: 12 }).map((_id) => ({ _id })),
);
const filter: fc.Arbitrary<Doc> = fc.oneof(
  { weight: 4, arbitrary: term },
  fc.tuple(term, term).map(([a, b]) => ({ $and: [a, b] })),
  fc.tuple(term, term).map(([a, b]) => ({ $or: [a, b] })),
  fc.tuple(term, term).map(([a, b]) => ({ $nor: [a, b] })),
);

// $addToSet gets a separate field: mingo also drops existing duplicates, and keeps duplicates in $each.
const update: fc.Arbitrary<Doc> = fc.oneof(
  small.map((a) => ({ $set: { a } })),
  fc.tuple(small, word).map(([e, b]) => ({ $set: { 'd.e': e, b } })),
  fc.tuple(small, small).map(([a, e]) => ({ $inc: { a, 'd.e': e } })),
  small.map((a) => ({ $mul: { a } })),
  small.map((a) => ({ $min: { a } })),
  small.map((a) => ({ $max: { a, new: a } })),
  fc.constant({ $unset: { b: '', 'd.f': '' } }),
  // Fields that are replaced whole are not decoded.
  fc
    .tuple(fc.array(small, { maxLength: 3 }), small)
    .map(([c, a]) => ({ $set: { c, at: new Date(a) }, $unset: { items: '', d: '' }, $inc: { a } })),
  small.map((c) => ({ $push: { c } })),
  fc.array(small, { maxLength: 3 }).map(($each) => ({ $push: { c: { $each } } })),
  fc.tuple(item, small).map(([value, c]) => ({ $push: { items: value, c } })),
  fc
    .tuple(fc.array(small, { maxLength: 3 }), fc.integer({ min: -4, max: 4 }))
    .map(([$each, $slice]) => ({ $push: { c: { $each, $slice } } })),
  fc
    .tuple(fc.array(small, { maxLength: 3 }), fc.constantFrom(1, -1))
    .map(([$each, $sort]) => ({ $push: { c: { $each, $sort } } })),
  fc
    .tuple(fc.array(small, { maxLength: 2 }), fc.integer({ min: 0, max: 3 }))
    .map(([$each, $position]) => ({ $push: { c: { $each, $position } } })),
  item.map((value) => ({ $push: { items: value }, $inc: { a: 1 } })),
  fc.uniqueArray(small, { maxLength: 3 }).map(($each) => ({ $addToSet: { set: { $each } } })),
  small.map((c) => ({ $pull: { c } })),
  small.map((c) => ({ $pull: { c: { $gte: c } } })),
  word.map((k) => ({ $pull: { items: { k } } })),
  fc.array(small, { maxLength: 2 }).map((c) => ({ $pullAll: { c } })),
  fc.constantFrom(1, -1).map((c) => ({ $pop: { c } })),
);

const step = fc.oneof(
  fc.record({ kind: fc.constant('one' as const), filter, update }),
  fc.record({ kind: fc.constant('many' as const), filter, update }),
  fc.record({ kind: fc.constant('delete' as const), filter }),
  fc.record({ kind: fc.constant('insert' as const), document }),
);

const indexes: readonly [Doc, Doc?][] = [
  [{ a: 1 }],
  [{ a: -1, 'd.e': 1 }],
  [{ c: 1 }],
  [{ 'items.k': 1, 'items.q': -1 }],
  [{ b: 1 }, { sparse: true }],
  [{ 'd.e': 1, a: 1 }, { partialFilterExpression: { a: { $gt: 1 } } }],
  [{ at: -1 }],
  [{ 'items.0.q': 1 }],
];

const withIndexes = (engine: DirectEngine): void =>
  indexes.forEach(([key, more], at) => engine.index('docs', key, { ...more, name: `index-${at}` }));

/** Converts numbers to plain JavaScript numbers for mingo. */
const plain = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(plain);
  if (isNumber(value)) return toDouble(value);
  return isDoc(value)
    ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]))
    : value;
};

const byId = (docs: Doc[]): Doc[] => docs.toSorted((a, b) => Number(a['_id']) - Number(b['_id']));
/** Not structuredClone: under Jest it creates dates of another realm. */
const copy = (doc: Doc): Doc => decode(Buffer.from(serialize(doc)));

describe('against mingo on plain arrays', () => {
  it('a sequence of writes leaves the same documents', () => {
    fc.assert(
      fc.property(
        fc.array(document, { maxLength: 8 }),
        fc.array(step, { maxLength: 12 }),
        fc.boolean(),
        (docs, steps, indexed) => {
          using engine = new DirectEngine();
          if (indexed) withIndexes(engine);
          let model: Doc[] = [];
          let next = 0;
          const insert = (doc: Doc): void => {
            const whole = { _id: next++, ...doc };
            engine.insert('docs', copy(whole));
            model.push(copy(whole));
          };
          docs.forEach(insert);
          for (const step of steps) {
            if (step.kind === 'insert') insert(step.document);
            else if (step.kind === 'delete') {
              engine.run({ delete: 'docs', deletes: [{ q: step.filter, limit: 0 }] });
              const query = new Query(step.filter);
              model = model.filter((doc) => !query.test(doc));
            } else if (step.kind === 'one' && !indexed) {
              engine.update('docs', step.filter, step.update);
              updateOne(model, step.filter, step.update);
            } else {
              engine.update('docs', step.filter, step.update, { multi: true });
              updateMany(model, step.filter, step.update);
            }
          }
          expect(byId(plain(engine.find('docs', {})) as Doc[])).toEqual(byId(model));
        },
      ),
      { numRuns: 150 },
    );
  });

  it('a query finds the same documents', () => {
    fc.assert(
      fc.property(fc.array(document, { maxLength: 12 }), filter, (docs, wanted) => {
        using engine = new DirectEngine();
        const all = docs.map((doc, at): Doc => ({ _id: at, ...doc }));
        if (all.length > 0) engine.insert('docs', ...all.map(copy));
        expect(byId(plain(engine.find('docs', wanted)) as Doc[])).toEqual(new Query(wanted).find(all).all());
      }),
      { numRuns: 200 },
    );
  });
});

const sort = fc.constantFrom<Doc>(
  { a: 1 },
  { a: -1, 'd.e': 1 },
  { 'd.e': 1, a: 1 },
  { at: 1 },
  { c: -1 },
  { _id: -1 },
  { b: 1 },
);

describe('an index', () => {
  it('returns the same documents as a scan, in the requested order', () => {
    fc.assert(
      fc.property(
        fc.array(document, { maxLength: 20 }),
        filter,
        fc.oneof(fc.constant<Doc>({}), sort),
        fc.nat(3),
        fc.nat(4),
        (docs, wanted, order, skip, limit) => {
          using bare = new DirectEngine();
          using indexed = new DirectEngine();
          withIndexes(indexed);
          const all = docs.map((doc, at): Doc => ({ _id: at, ...doc }));
          for (const engine of [bare, indexed]) if (all.length > 0) engine.insert('docs', ...all.map(copy));
          // With _id as the last sort field every order is total, so that skip and limit select the same documents.
          const more = { sort: { ...order, _id: order['_id'] ?? 1 }, skip, limit };
          expect(indexed.find('docs', wanted, more)).toEqual(bare.find('docs', wanted, more));
        },
      ),
      { numRuns: 200 },
    );
  });

  it('that is unique never contains a value twice, and rejects nothing else', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(small, fc.option(small, { nil: undefined })), { maxLength: 15 }),
        (pairs) => {
          using engine = new DirectEngine();
          engine.index('docs', { a: 1, b: 1 }, { unique: true });
          const held = new Set<string>();
          for (const [at, [a, b]] of pairs.entries()) {
            const key = `${a} ${b}`;
            try {
              engine.insert('docs', { _id: at, a, ...(b === undefined ? {} : { b }) });
              expect(held.has(key)).toBe(false);
              held.add(key);
            } catch (error) {
              expect((error as MongoFailure).code).toBe(11000);
              expect(held.has(key)).toBe(true);
            }
          }
          expect(engine.find('docs', {})).toHaveLength(held.size);
        },
      ),
      { numRuns: 100 },
    );
  });
});
