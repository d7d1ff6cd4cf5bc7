import {
  Binary,
  BSONRegExp,
  BSONSymbol,
  Code,
  Decimal128,
  Double,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
} from 'bson';
import { notSupported } from '../execution/failure.ts';
import type { Doc } from './document.ts';
import { expand, type BsonNumber } from './number.ts';

/** MongoDB's order of types. A tag is the first byte of an index key, so changing one changes the file format. */
export const tag = {
  minKey: 0x05,
  emptyArray: 0x08,
  null: 0x0a,
  number: 0x1e,
  string: 0x3c,
  object: 0x46,
  array: 0x50,
  binary: 0x5a,
  objectId: 0x64,
  boolean: 0x6e,
  date: 0x78,
  timestamp: 0x82,
  regex: 0x8c,
  code: 0xa0,
  codeWithScope: 0xaa,
  maxKey: 0xf0,
} as const;

export function tagOf(value: unknown): number {
  switch (typeof value) {
    case 'string':
      return tag.string;
    case 'number':
    case 'bigint':
      return tag.number;
    case 'boolean':
      return tag.boolean;
    case 'undefined':
      return tag.null;
    case 'object':
      break;
    default:
      throw notSupported(`A value of type ${typeof value}`);
  }
  if (value === null) return tag.null;
  if (Array.isArray(value)) return tag.array;
  if (value instanceof Date) return tag.date;
  if (!('_bsontype' in value)) return tag.object;
  if (value instanceof ObjectId) return tag.objectId;
  if (value instanceof Double || value instanceof Decimal128) return tag.number;
  if (value instanceof Binary) return tag.binary;
  if (value instanceof Timestamp) return tag.timestamp;
  if (value instanceof BSONRegExp) return tag.regex;
  if (value instanceof BSONSymbol) return tag.string;
  if (value instanceof Code) return value.scope ? tag.codeWithScope : tag.code;
  if (value instanceof MinKey) return tag.minKey;
  if (value instanceof MaxKey) return tag.maxKey;
  throw notSupported('A value of an unknown BSON type');
}

const order = <T extends number | bigint>(a: T, b: T): number => (a < b ? -1 : a > b ? 1 : 0);

function compareDoubles(a: number, b: number): number {
  if (a < b) return -1;
  if (a > b) return 1;
  if (a === b) return 0;
  // NaN is the smallest number.
  return Number(Number.isNaN(b)) - Number(Number.isNaN(a));
}

function compareNumbers(a: BsonNumber, b: BsonNumber): number {
  if (typeof a === 'number' && typeof b === 'number') return compareDoubles(a, b);
  const [left, right] = [expand(a), expand(b)];
  return (
    compareDoubles(left[0], right[0]) ||
    compareDoubles(left[1], right[1]) ||
    compareDoubles(left[2], right[2])
  );
}

/** By UTF-8 bytes, as MongoDB does. JavaScript's order differs only where surrogates meet. */
export function compareStrings(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const [x, y] = [a.charCodeAt(at), b.charCodeAt(at)];
    if (x !== y) return x >= 0xd800 && y >= 0xd800 ? Buffer.compare(Buffer.from(a), Buffer.from(b)) : x - y;
  }
  return a.length - b.length;
}

/** Field by field: first the type, then the name, then the value. */
function compareDocs(a: Doc, b: Doc): number {
  const [left, right] = [Object.keys(a), Object.keys(b)];
  for (let at = 0; at < left.length && at < right.length; at++) {
    const [x, y] = [left[at] ?? '', right[at] ?? ''];
    const result = tagOf(a[x]) - tagOf(b[y]) || compareStrings(x, y) || compare(a[x], b[y]);
    if (result !== 0) return result;
  }
  return left.length - right.length;
}

function compareArrays(a: unknown[], b: unknown[]): number {
  for (let at = 0; at < a.length && at < b.length; at++) {
    const result = compare(a[at], b[at]);
    if (result !== 0) return result;
  }
  return a.length - b.length;
}

/** The text of a string or of its deprecated twin, the symbol. */
export const textOf = (value: unknown): string =>
  value instanceof BSONSymbol ? value.value : (value as string);

/** MongoDB's total order over all values. A missing value (undefined) counts as null. */
export function compare(a: unknown, b: unknown): number {
  if (typeof a === 'string' && typeof b === 'string') return compareStrings(a, b);
  if (typeof a === 'number' && typeof b === 'number') return compareDoubles(a, b);
  const type = tagOf(a);
  const types = type - tagOf(b);
  if (types !== 0) return types;
  switch (type) {
    case tag.number:
      return compareNumbers(a as BsonNumber, b as BsonNumber);
    case tag.string:
      return compareStrings(textOf(a), textOf(b));
    case tag.object:
      return compareDocs(a as Doc, b as Doc);
    case tag.array:
      return compareArrays(a as unknown[], b as unknown[]);
    case tag.binary: {
      const [x, y] = [a as Binary, b as Binary];
      return x.position - y.position || x.sub_type - y.sub_type || Buffer.compare(x.value(), y.value());
    }
    case tag.objectId:
      return Buffer.compare((a as ObjectId).id, (b as ObjectId).id);
    case tag.boolean:
      return Number(a) - Number(b);
    case tag.date:
      return order((a as Date).getTime(), (b as Date).getTime());
    case tag.timestamp:
      return order((a as Timestamp).toBigInt(), (b as Timestamp).toBigInt());
    case tag.regex: {
      const [x, y] = [a as BSONRegExp, b as BSONRegExp];
      return compareStrings(x.pattern, y.pattern) || compareStrings(x.options, y.options);
    }
    case tag.code:
    case tag.codeWithScope: {
      const [x, y] = [a as Code, b as Code];
      return compareStrings(x.code, y.code) || compareDocs(x.scope ?? {}, y.scope ?? {});
    }
    default:
      return 0;
  }
}

export const equal = (a: unknown, b: unknown): boolean => compare(a, b) === 0;
