import { badValue } from '../execution/failure.ts';
import { equal } from '../bson/compare.ts';
import { isDoc } from '../bson/document.ts';
import type { Collection } from '../store/collection.ts';
import { idIndex } from '../store/collection.ts';
import type { IndexTable } from '../store/index-table.ts';
import type { Interval } from '../store/scan.ts';
import { boundOf, fieldConditions, intervalsOf, type Bound, type FieldCondition } from './bounds.ts';
import { conjuncts, type Condition } from '../query/filter.ts';
import { partsOf } from '../query/path.ts';
import type { SortField } from '../query/sort.ts';

export type Access =
  | { kind: 'id'; id: unknown; exact: boolean }
  | { kind: 'natural'; reverse: boolean }
  | { kind: 'index'; index: IndexTable | null; intervals: Interval[]; reverse: boolean; bounded: number }
  | { kind: 'union'; branches: Access[] };

export interface Plan {
  access: Access;
  /** Whether documents are read in the requested order. If not, they are sorted. */
  inOrder: boolean;
}

interface Candidate extends Plan {
  score: number;
}

export function plan(
  collection: Collection,
  condition: Condition,
  sort: readonly SortField[],
  hint: unknown,
): Plan {
  const conditions = fieldConditions(condition);
  const wanted = hinted(collection, hint);
  const id = conditions.get('_id')?.find(({ operator }) => operator === '$eq');
  if (id && wanted === undefined)
    return {
      access: { kind: 'id', id: id.argument, exact: condition === id && !Array.isArray(id.argument) },
      inOrder: true,
    };
  const natural = naturalOrder(sort, hint);
  if (natural) return natural;
  const candidates = [null, ...collection.indexes.values()]
    .filter((index) => wanted === undefined || index === wanted)
    .filter((index) => wanted !== undefined || index?.entry.spec.hidden !== true)
    .map((index) => candidate(index, conditions, sort, wanted !== undefined))
    .filter((found) => found !== null);
  const best = candidates.reduce<Candidate | null>((a, b) => (a && a.score >= b.score ? a : b), null);
  if (best && (best.score >= 5 || wanted !== undefined)) return best;
  return (
    union(collection, condition, sort) ??
    best ?? { access: { kind: 'natural', reverse: false }, inOrder: sort.length === 0 }
  );
}

function naturalOrder(sort: readonly SortField[], hint: unknown): Plan | null {
  const [first] = sort;
  if (first?.path === '$natural')
    return { access: { kind: 'natural', reverse: first.direction === -1 }, inOrder: true };
  if (isDoc(hint) && '$natural' in hint)
    return { access: { kind: 'natural', reverse: equal(hint['$natural'], -1) }, inOrder: sort.length === 0 };
  return null;
}

/** The hinted index. Undefined without a hint; null for the index on _id. */
function hinted(collection: Collection, hint: unknown): IndexTable | null | undefined {
  if (
    hint === undefined ||
    hint === null ||
    (isDoc(hint) && ('$natural' in hint || Object.keys(hint).length === 0))
  )
    return undefined;
  if (hint === idIndex.name || (isDoc(hint) && equal(hint, idIndex.key))) return null;
  const found = [...collection.indexes.values()].find(({ entry: { spec } }) =>
    typeof hint === 'string' ? spec.name === hint : equal(spec.key, hint),
  );
  if (!found)
    throw badValue(
      'error processing query: planner returned error :: caused by :: hint provided does not correspond to an existing index',
    );
  return found;
}

const idPaths = ['_id'];
const idDirections = [1] as const;

function candidate(
  index: IndexTable | null,
  conditions: ReadonlyMap<string, FieldCondition[]>,
  sort: readonly SortField[],
  isHinted: boolean,
): Candidate | null {
  const paths = index?.shape.paths ?? idPaths;
  const directions = index?.shape.directions ?? idDirections;
  if (index && !holdsEveryMatch(index, conditions)) {
    if (isHinted)
      throw badValue(
        `the hinted index ${index.entry.spec.name} does not hold every document that the query may match`,
      );
    return null;
  }
  const bounds: Bound[] = [];
  const arraysUsed = new Set<string>();
  for (const [at, path] of paths.entries()) {
    const atPath = conditions.get(path);
    if (!atPath) break;
    const multikey = index?.multikey.has(at) ?? false;
    const root = partsOf(path)[0] ?? '';
    // Two conditions on one array may be fulfilled by different elements, which have different keys.
    if (multikey && arraysUsed.has(root)) break;
    if (multikey) arraysUsed.add(root);
    const bound = boundOf(atPath, directions[at] ?? 1, multikey);
    if (!bound) break;
    bounds.push(bound);
    if (bound.kind === 'range') break;
  }
  const order = isOrdered(index, bounds) ? orderOf(paths, directions, bounds, sort) : null;
  const points = bounds.filter(({ kind }) => kind === 'points').length;
  const score =
    points * 10 +
    (bounds.length > points ? 5 : 0) +
    (sort.length > 0 && order ? 4 : 0) +
    (index?.entry.spec.partialFilterExpression ? 3 : 0) +
    (index?.entry.spec.unique && points === paths.length ? 20 : 0);
  if (score === 0 && !isHinted) return null;
  return {
    score,
    access: {
      kind: 'index',
      index,
      intervals: intervalsOf(bounds, directions),
      reverse: order === 'reverse',
      bounded: bounds.length,
    },
    inOrder: sort.length === 0 || order !== null,
  };
}

/** If every array field is bound to one value, each document has one key in the interval, so the index orders them. */
function isOrdered(index: IndexTable | null, bounds: readonly Bound[]): boolean {
  return [...(index?.multikey ?? [])].every((at) => {
    const bound = bounds[at];
    return bound?.kind === 'points' && bound.values.length === 1;
  });
}

function orderOf(
  paths: readonly string[],
  directions: readonly (1 | -1)[],
  bounds: readonly Bound[],
  sort: readonly SortField[],
): 'forward' | 'reverse' | null {
  const isFixed = (path: string): boolean => {
    const bound = bounds[paths.indexOf(path)];
    return bound?.kind === 'points' && bound.values.length <= 1;
  };
  const left = sort.filter(({ path }) => !isFixed(path));
  let at = 0;
  let order: 'forward' | 'reverse' | null = null;
  for (const [position, path] of paths.entries()) {
    const next = left[at];
    if (!next) break;
    if (isFixed(path)) continue;
    if (next.path !== path) return null;
    const needed = next.direction === directions[position] ? 'forward' : 'reverse';
    if (order && order !== needed) return null;
    order = needed;
    at++;
  }
  return at === left.length ? (order ?? 'forward') : null;
}

/** A sparse or partial index may only be used if the documents that it leaves out cannot match. */
function holdsEveryMatch(
  { shape, entry }: IndexTable,
  conditions: ReadonlyMap<string, FieldCondition[]>,
): boolean {
  if (entry.spec.sparse && !shape.paths.some((path) => conditions.get(path)?.some(meansPresent)))
    return false;
  if (!shape.partial) return true;
  return [...conjuncts(shape.partial)].every(
    (needed) =>
      needed.kind === 'field' && conditions.get(needed.path)?.some((given) => implies(given, needed)),
  );
}

function meansPresent({ operator, argument }: FieldCondition): boolean {
  switch (operator) {
    case '$eq':
    case '$gt':
    case '$gte':
    case '$lt':
    case '$lte':
      return argument !== null;
    case '$in':
      return Array.isArray(argument) && !argument.includes(null);
    case '$exists':
    case '$regex':
    case '$type':
    case '$size':
    case '$elemMatch':
      return true;
    default:
      return false;
  }
}

function implies(given: FieldCondition, needed: FieldCondition): boolean {
  if (given.operator === needed.operator && equal(given.argument, needed.argument)) return true;
  if (needed.operator === '$exists') return meansPresent(given);
  // A condition on a whole array implies nothing about its elements.
  if (Array.isArray(given.argument) && given.operator !== '$in') return false;
  switch (given.operator) {
    case '$eq':
      return needed.test(given.argument);
    case '$in':
      return (
        Array.isArray(given.argument) &&
        given.argument.length > 0 &&
        given.argument.every((value: unknown) => !Array.isArray(value) && needed.test(value))
      );
    case '$gt':
    case '$gte':
      return (
        (needed.operator === '$gt' || needed.operator === '$gte') &&
        (needed.test(given.argument) || (given.operator === '$gt' && equal(given.argument, needed.argument)))
      );
    case '$lt':
    case '$lte':
      return (
        (needed.operator === '$lt' || needed.operator === '$lte') &&
        (needed.test(given.argument) || (given.operator === '$lt' && equal(given.argument, needed.argument)))
      );
    default:
      return false;
  }
}

/** Reads every branch of an $or through its own index, if each branch has one. */
function union(collection: Collection, condition: Condition, sort: readonly SortField[]): Plan | null {
  for (const part of conjuncts(condition)) {
    if (part.kind !== 'or') continue;
    const branches = part.parts.map((branch) => plan(collection, branch, [], undefined).access);
    const bounded = branches.every(
      (access) =>
        access.kind === 'id' || access.kind === 'union' || (access.kind === 'index' && access.bounded > 0),
    );
    if (bounded) return { access: { kind: 'union', branches }, inOrder: sort.length === 0 };
  }
  return null;
}

export function describe(access: Access): Record<string, unknown> {
  switch (access.kind) {
    case 'id':
      return { stage: 'FETCH', inputStage: { stage: 'IDHACK', indexName: '_id_' } };
    case 'natural':
      return { stage: 'COLLSCAN', direction: access.reverse ? 'backward' : 'forward' };
    case 'index':
      return {
        stage: 'FETCH',
        inputStage: {
          stage: 'IXSCAN',
          keyPattern: access.index?.entry.spec.key ?? idIndex.key,
          indexName: access.index?.entry.spec.name ?? idIndex.name,
          isMultiKey: (access.index?.multikey.size ?? 0) > 0,
          direction: access.reverse ? 'backward' : 'forward',
          intervals: access.intervals.length,
        },
      };
    case 'union':
      return { stage: 'OR', inputStages: access.branches.map(describe) };
  }
}

export function planSummary(access: Access): string {
  switch (access.kind) {
    case 'id':
      return 'IDHACK';
    case 'natural':
      return 'COLLSCAN';
    case 'index':
      return `IXSCAN ${access.index?.entry.spec.name ?? idIndex.name}`;
    case 'union':
      return access.branches.map(planSummary).join(', ');
  }
}
