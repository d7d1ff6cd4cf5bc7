import { describe, expect, it } from '@jest/globals';
import {
  Binary,
  BSONRegExp,
  Decimal128,
  Double,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  serialize,
  Timestamp,
} from 'bson';
import fc from 'fast-check';
import { compare, equal } from './compare.ts';
import { decode } from './decode.ts';
import { encodeKey, successor } from './index-key.ts';

const number = fc.oneof(
  fc.integer(),
  fc.integer({ min: -3, max: 3 }),
  fc.double(),
  fc.constantFrom(0, -0, NaN, Infinity, -Infinity, 2 ** 53, 2 ** 53 + 2, -(2 ** 63), 0.1),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.bigInt({ min: 2n ** 53n - 2n, max: 2n ** 53n + 2n }),
  fc.integer().map((value) => new Double(value)),
  fc
    .constantFrom(
      '0.1',
      '0.10',
      '1',
      '1E3',
      '-2.5',
      '9007199254740993',
      'NaN',
      'Infinity',
      '-Infinity',
      '0',
      '1.000000000000000000000000000000001',
    )
    .map((text) => Decimal128.fromString(text)),
  fc
    .tuple(fc.bigInt({ min: -(10n ** 33n), max: 10n ** 33n }), fc.integer({ min: -40, max: 40 }))
    .map(([digits, exponent]) => Decimal128.fromString(`${digits}E${exponent}`)),
);

const scalar = fc.oneof(
  number,
  fc.string({ unit: 'binary' }),
  fc.string({ maxLength: 3 }),
  fc.constantFrom('', '\0', 'a', 'a\0', 'a\0b', 'ab', '\u{10000}', '\uffff', 'é'),
  fc.boolean(),
  fc.constant(null),
  fc.date({ noInvalidDate: true }),
  fc.uint8Array({ minLength: 12, maxLength: 12 }).map((bytes) => new ObjectId(bytes)),
  fc.uint8Array({ maxLength: 20 }).map((bytes) => new Binary(bytes)),
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map((value) => new Timestamp(Long.fromBigInt(value, true))),
  fc.constantFrom(
    new MinKey(),
    new MaxKey(),
    new BSONRegExp('a'),
    new BSONRegExp('a', 'i'),
    new BSONRegExp('b'),
  ),
);

const value = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    scalar,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'ab', ''), tie('value'), { maxKeys: 3 }),
  ),
})).value;

const sign = (a: Uint8Array, b: Uint8Array): number => Math.sign(Buffer.compare(a, b));

describe('keys', () => {
  it('sort as the values do', () => {
    fc.assert(
      fc.property(value, value, (a, b) => {
        expect(sign(encodeKey([a]), encodeKey([b]))).toBe(Math.sign(compare(a, b)));
      }),
      { numRuns: 1000 },
    );
  });

  it('of numbers of any type sort as the numbers do', () => {
    fc.assert(
      fc.property(number, number, (a, b) => {
        expect(sign(encodeKey([a]), encodeKey([b]))).toBe(Math.sign(compare(a, b)));
      }),
      { numRuns: 1000 },
    );
  });

  it('of several fields sort field by field, each in its direction', () => {
    const directions = fc.array(fc.constantFrom(1 as const, -1 as const), { minLength: 2, maxLength: 2 });
    fc.assert(
      fc.property(scalar, scalar, scalar, scalar, directions, (a1, a2, b1, b2, [first = 1, second = 1]) => {
        const expected = Math.sign(compare(a1, b1)) * first || Math.sign(compare(a2, b2)) * second;
        expect(sign(encodeKey([a1, a2], [first, second]), encodeKey([b1, b2], [first, second]))).toBe(
          expected + 0,
        );
      }),
      { numRuns: 1000 },
    );
  });

  it('with a prefix, and only these, lie between the prefix and its successor', () => {
    fc.assert(
      fc.property(
        scalar,
        scalar,
        scalar,
        fc.constantFrom(1 as const, -1 as const),
        (prefix, other, rest, direction) => {
          const low = encodeKey([prefix], [direction]);
          const high = successor(low);
          const key = encodeKey([other, rest], [direction, 1]);
          const inside = Buffer.compare(key, low) >= 0 && Buffer.compare(key, high) < 0;
          expect(inside).toBe(equal(prefix, other));
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe('comparison', () => {
  it('is a total order', () => {
    fc.assert(
      fc.property(value, value, value, (a, b, c) => {
        expect(Math.sign(compare(a, b))).toBe(-Math.sign(compare(b, a)) + 0);
        if (compare(a, b) <= 0 && compare(b, c) <= 0) expect(compare(a, c)).toBeLessThanOrEqual(0);
      }),
      { numRuns: 1000 },
    );
  });

  it('orders types as MongoDB does', () => {
    const inOrder = [
      new MinKey(),
      null,
      NaN,
      -Infinity,
      1,
      'a',
      {},
      [],
      new Binary(new Uint8Array(1)),
      new ObjectId(),
      false,
      new Date(0),
      new Timestamp(1n),
      new BSONRegExp('a'),
      new MaxKey(),
    ];
    expect(inOrder.toReversed().sort(compare)).toEqual(inOrder);
  });

  it('compares equal numbers of different types as equal', () => {
    for (const other of [1n, new Double(1), Decimal128.fromString('1.0')]) expect(equal(1, other)).toBe(true);
    expect(equal(0.1, Decimal128.fromString('0.1'))).toBe(false);
    expect(compare(2n ** 53n + 1n, 2 ** 53)).toBe(1);
  });
});

describe('decoding', () => {
  it('decodes to the same values and types', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), value, { maxKeys: 5 }), (doc) => {
        const bytes = Buffer.from(serialize(doc));
        expect(Buffer.from(serialize(decode(bytes))).equals(bytes)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('fails on damaged bytes, and never reads beyond them', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), value, { maxKeys: 4 }),
        fc.nat(),
        fc.nat(255),
        (doc, at, byte) => {
          const bytes = Buffer.from(serialize(doc));
          bytes[at % bytes.length] = byte;
          try {
            decode(bytes);
          } catch (error) {
            expect(String(error)).toMatch(/invalid BSON|not supported|Invalid/);
          }
        },
      ),
      { numRuns: 1000 },
    );
  });
});
