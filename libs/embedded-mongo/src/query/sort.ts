import { badValue, MongoFailure, notSupported } from '../execution/failure.ts';
import { compare } from '../bson/compare.ts';
import { isDoc, type Doc } from '../bson/document.ts';
import { emptyArray } from '../bson/index-key.ts';
import { isNumber, toDouble } from '../bson/number.ts';
import { isTurnOver, pause, type Steps } from '../execution/turn.ts';
import { partsOf, tuplesOf } from './path.ts';

export interface SortField {
  path: string;
  direction: 1 | -1;
}

/** `natural` allows $natural, the order of insertion, which exists in searches only. */
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

/** An array is sorted by its smallest element if ascending, by its greatest if descending. */
function sortKey(doc: Doc, { path, direction }: SortField): unknown {
  const values = tuplesOf(doc, [partsOf(path)], new Set(), [path]).map(([value]) => value);
  return values.reduce((best, value) => (compareKeys(value, best) * direction < 0 ? value : best));
}

/** A stable merge sort that pauses: it sorts runs of a few hundred items and then merges them. */
export function* sorting<T>(
  items: readonly T[],
  fields: readonly SortField[],
  docOf: (item: T) => Doc,
): Steps<T[]> {
  type Keyed = { item: T; keys: unknown[] };
  const order = (a: Keyed, b: Keyed): number => {
    for (const [at, { direction }] of fields.entries()) {
      const result = compareKeys(a.keys[at], b.keys[at]);
      if (result !== 0) return result * direction;
    }
    return 0;
  };
  let runs: Keyed[][] = [];
  for (let from = 0; from < items.length; from += runLength) {
    const part = items.slice(from, from + runLength);
    const run = part.map((item) => ({ item, keys: fields.map((field) => sortKey(docOf(item), field)) }));
    runs.push(run.sort(order));
    if (isTurnOver(runLength * perItem)) yield pause;
  }
  while (runs.length > 1) {
    const merged: Keyed[][] = [];
    for (let at = 0; at < runs.length; at += 2)
      merged.push(yield* merging(runs[at] ?? [], runs[at + 1] ?? [], order));
    runs = merged;
  }
  return (runs[0] ?? []).map(({ item }) => item);
}

const runLength = 256;
/** The work of sorting one item, counted as bytes read. */
const perItem = 512;

function* merging<T>(left: readonly T[], right: readonly T[], order: (a: T, b: T) => number): Steps<T[]> {
  const result: T[] = [];
  let [l, r] = [0, 0];
  while (l < left.length && r < right.length) {
    const [a, b] = [left[l] as T, right[r] as T];
    if (order(a, b) <= 0) {
      result.push(a);
      l++;
    } else {
      result.push(b);
      r++;
    }
    if (result.length % runLength === 0 && isTurnOver(runLength * perItem)) yield pause;
  }
  return result.concat(left.slice(l), right.slice(r));
}

/** Sorts without pauses, for arrays within one document. */
export function sorted<T>(items: readonly T[], fields: readonly SortField[], docOf: (item: T) => Doc): T[] {
  const steps = sorting(items, fields, docOf);
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}
