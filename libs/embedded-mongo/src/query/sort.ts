import { badValue, MongoFailure, notSupported } from '../failure.ts';
import { compare } from '../bson/compare.ts';
import { isDoc, type Doc } from '../bson/document.ts';
import { emptyArray } from '../bson/key.ts';
import { isNumber, toDouble } from '../bson/number.ts';
import { partsOf, tuplesOf } from './path.ts';

export interface SortField {
  path: string;
  direction: 1 | -1;
}

/** `natural` allows the order of insertion, which only a search has. */
export function parseSort(spec: unknown, natural = false): SortField[] {
  if (spec === undefined || spec === null) return [];
  if (!isDoc(spec)) throw new MongoFailure(14, 'Expected field sort to be of type object');
  return Object.entries(spec).map(([path, value]) => {
    if (isDoc(value)) throw notSupported('Sorting by $meta');
    const direction = isNumber(value) ? toDouble(value) : 0;
    if (direction !== 1 && direction !== -1)
      throw new MongoFailure(15975, '$sort key ordering must be 1 (for ascending) or -1 (for descending)');
    if (path === '$natural' && natural && Object.keys(spec).length === 1) return { path, direction };
    if (path === '' || path.startsWith('$'))
      throw badValue(`FieldPath field names may not start with '$' or be empty: '${path}'`);
    return { path, direction };
  });
}

const compareKeys = (a: unknown, b: unknown): number => {
  if (a === emptyArray || b === emptyArray)
    return a === b ? 0 : a === emptyArray ? (compare(b, null) < 0 ? 1 : -1) : compare(a, null) < 0 ? -1 : 1;
  return compare(a, b);
};

/** An array sorts by its least element going up, by its greatest going down. */
function sortKey(doc: Doc, { path, direction }: SortField): unknown {
  const values = tuplesOf(doc, [partsOf(path)], new Set(), [path]).map(([value]) => value);
  return values.reduce((best, value) => (compareKeys(value, best) * direction < 0 ? value : best));
}

export function sorted<T>(items: readonly T[], fields: readonly SortField[], docOf: (item: T) => Doc): T[] {
  const keyed = items.map((item) => ({ item, keys: fields.map((field) => sortKey(docOf(item), field)) }));
  keyed.sort((a, b) => {
    for (const [at, { direction }] of fields.entries()) {
      const order = compareKeys(a.keys[at], b.keys[at]);
      if (order !== 0) return order * direction;
    }
    return 0;
  });
  return keyed.map(({ item }) => item);
}
