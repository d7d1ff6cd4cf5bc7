import { expect, it } from '@jest/globals';
import { Binary, BSONRegExp, Code, Decimal128, MaxKey, MinKey, ObjectId, serialize, Timestamp } from 'bson';
import fc from 'fast-check';
import { decode } from './decode.ts';
import { decodeFields, keepFields, namesAndFields, replaceFields } from './elements.ts';

const names = ['_id', 'a', 'b', 'ab', 'outbox', 'ä', '__proto__', 'x'.repeat(70)];
const name = fc.constantFrom(...names);
/** Every type of BSON, because each has its own length. */
const value = fc.oneof(
  fc.integer(),
  fc.double(),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.string(),
  fc.boolean(),
  fc.uint8Array({ maxLength: 9 }).map((bytes) => new Binary(bytes)),
  fc.array(fc.integer(), { maxLength: 3 }),
  fc.dictionary(fc.constantFrom('b', 'c'), fc.string(), { maxKeys: 2 }),
  fc.constantFrom(
    null,
    new Date(7),
    new ObjectId('0123456789abcdef01234567'),
    new Timestamp(9n),
    Decimal128.fromString('1.5'),
    new BSONRegExp('a.c', 'i'),
    new Code('f()'),
    new Code('f()', { a: 1 }),
    new MinKey(),
    new MaxKey(),
    new Binary(new Uint8Array([1, 2]), 2),
  ),
);
const doc = fc
  .uniqueArray(fc.tuple(name, value), { selector: ([key]) => key })
  .map((fields) => Object.fromEntries<unknown>(fields));
const some = fc.uniqueArray(name).map((list) => new Set(list));
const encode = (fields: Record<string, unknown>): Buffer =>
  Buffer.from(serialize(fields, { ignoreUndefined: false }));
const filtered = (fields: Record<string, unknown>, keeps: (name: string) => boolean): Buffer =>
  encode(Object.fromEntries(Object.entries(fields).filter(([key]) => keeps(key))));

it('decodes only the wanted fields, to what decoding everything gives', () => {
  fc.assert(
    fc.property(doc, some, (fields, wanted) => {
      const bytes = encode(fields);
      const expected = filtered(decode(bytes), (key) => wanted.has(key));
      expect(encode(decodeFields(bytes, wanted))).toEqual(expected);
      const found = namesAndFields(bytes, wanted);
      expect(found.names).toEqual(Object.keys(fields));
      expect(encode(found.fields)).toEqual(expected);
    }),
    { numRuns: 1000 },
  );
});

it('keeps the bytes of fields as encoding the rest of the document would make them', () => {
  fc.assert(
    fc.property(doc, some, (fields, kept) => {
      const keeps = (key: string): boolean => kept.has(key);
      expect(keepFields(encode(fields), keeps)).toEqual(filtered(fields, keeps));
    }),
    { numRuns: 1000 },
  );
});

it('replaces, appends and removes the touched fields, and leaves the others as they are', () => {
  fc.assert(
    fc.property(doc, doc, some, (before, after, touched) => {
      const fresh = filtered(after, (key) => touched.has(key));
      const expected = new Map<string, unknown>(Object.entries(before));
      for (const key of touched) if (!Object.hasOwn(after, key)) expected.delete(key);
      for (const [key, one] of Object.entries(after)) if (touched.has(key)) expected.set(key, one);
      expect(replaceFields(encode(before), touched, fresh, new Map())).toEqual(
        encode(Object.fromEntries<unknown>(expected)),
      );
    }),
    { numRuns: 1000 },
  );
});

it('rejects damaged bytes, and never reads beyond them', () => {
  fc.assert(
    fc.property(doc, fc.nat(), fc.nat(255), (fields, at, byte) => {
      const bytes = encode(fields);
      bytes[at % bytes.length] = byte;
      try {
        keepFields(bytes, () => false);
        decodeFields(bytes, new Set(names));
      } catch (error) {
        expect(String(error)).toMatch(/invalid BSON/);
      }
    }),
    { numRuns: 1000 },
  );
});

it('rejects an unknown option of a regular expression', () => {
  const bytes = encode({ a: new BSONRegExp('x', 'i') });
  bytes[bytes.indexOf('i\0', 4, 'latin1')] = 'v'.charCodeAt(0);
  expect(() => decodeFields(bytes, new Set(['a']))).toThrow(/invalid BSON: a regular expression/);
});
