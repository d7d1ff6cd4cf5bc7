import { badValue, MongoFailure, notSupported } from '../execution/failure.ts';
import { equal } from '../bson/compare.ts';
import { isDoc, type Doc } from '../bson/document.ts';
import { encodeKey } from '../bson/index-key.ts';
import { isNumber, toDouble } from '../bson/number.ts';
import { conjuncts, matches, parseFilter, type Condition } from '../query/filter.ts';
import { partsOf, tuplesOf } from '../query/path.ts';

/** An index specification, as the client sent it and as listIndexes returns it. */
export interface IndexSpec {
  name: string;
  key: Doc;
  unique?: boolean;
  sparse?: boolean;
  hidden?: boolean;
  expireAfterSeconds?: number;
  partialFilterExpression?: Doc;
}

export interface IndexEntry {
  spec: IndexSpec;
  table: string;
  /** The positions of fields whose path led through an array in some document. */
  multikey: number[];
}

const options = new Set([
  'name',
  'key',
  'unique',
  'sparse',
  'hidden',
  'expireAfterSeconds',
  'partialFilterExpression',
]);
const ignored = new Set(['v', 'background', 'ns']);
/** Options of MongoDB that change what an index does. To ignore them would return wrong results. */
const unsupportedOptions = new Set([
  'collation',
  'weights',
  'default_language',
  'textIndexVersion',
  '2dsphereIndexVersion',
  'wildcardProjection',
  'storageEngine',
  'bits',
  'min',
  'max',
  'clustered',
  'prepareUnique',
]);

const defaultName = (key: Doc): string =>
  Object.entries(key)
    .map(([path, value]) => `${path}_${isNumber(value) ? String(toDouble(value)) : String(value)}`)
    .join('_');

export function parseIndexSpec(given: unknown): IndexSpec {
  if (!isDoc(given) || !isDoc(given['key']))
    throw new MongoFailure(9, "The 'key' field is a required property of an index specification");
  const key = given['key'];
  checkKey(key);
  checkOptions(given);
  const spec: IndexSpec = { name: typeof given['name'] === 'string' ? given['name'] : defaultName(key), key };
  for (const flag of ['unique', 'sparse', 'hidden'] as const) if (isSet(given[flag])) spec[flag] = true;
  const expiry = given['expireAfterSeconds'];
  if (expiry !== undefined) spec.expireAfterSeconds = parseExpiry(expiry, key);
  const partial = given['partialFilterExpression'];
  if (partial !== undefined) {
    if (!isDoc(partial)) throw badValue("'partialFilterExpression' for an index must be a document");
    if (spec.sparse) throw new MongoFailure(67, 'cannot mix "partialFilterExpression" and "sparse" options');
    checkPartial(parseFilter(partial));
    spec.partialFilterExpression = partial;
  }
  return spec;
}

function checkKey(key: Doc): void {
  if (Object.keys(key).length === 0) throw new MongoFailure(67, 'Index keys cannot be empty.');
  for (const [path, value] of Object.entries(key)) {
    if (typeof value === 'string') throw notSupported(`An index of kind '${value}'`);
    if (path.includes('$**')) throw notSupported('A wildcard index');
    if (!isNumber(value) || toDouble(value) === 0)
      throw new MongoFailure(67, `Values in the index key pattern must be non-zero numbers: ${path}`);
    if (path.split('.').some((part) => part === '' || part.startsWith('$')))
      throw new MongoFailure(67, `Index key contains an illegal field name: '${path}'`);
  }
}

function checkOptions(given: Doc): void {
  for (const option of Object.keys(given)) {
    if (options.has(option) || ignored.has(option)) continue;
    if (option === 'collation' && isSimple(given[option])) continue;
    if (unsupportedOptions.has(option)) throw notSupported(`The index option ${option}`);
    throw new MongoFailure(197, `The field '${option}' is not valid for an index specification.`);
  }
}

function parseExpiry(seconds: unknown, key: Doc): number {
  if (!isNumber(seconds) || toDouble(seconds) < 0)
    throw new MongoFailure(67, "TTL index 'expireAfterSeconds' option must be a number that is not negative");
  if (Object.keys(key).length > 1)
    throw new MongoFailure(67, 'TTL indexes are single-field indexes, compound indexes do not support TTL.');
  if ('_id' in key)
    throw new MongoFailure(
      197,
      "The field 'expireAfterSeconds' is not valid for an _id index specification.",
    );
  return toDouble(seconds);
}

const isSet = (value: unknown): boolean => value === true || (isNumber(value) && toDouble(value) !== 0);
export const isSimple = (collation: unknown): boolean => isDoc(collation) && collation['locale'] === 'simple';

function checkPartial(condition: Condition): void {
  for (const part of conjuncts(condition)) {
    const isSupported =
      part.kind === 'field' &&
      ['$eq', '$gt', '$gte', '$lt', '$lte', '$exists', '$type', '$in'].includes(part.operator);
    if (!isSupported)
      throw new MongoFailure(
        67,
        'unsupported expression in partial index: only $eq, $gt, $gte, $lt, $lte, $in, $type, $exists: true and $and',
      );
  }
}

const sameKey = (a: Doc, b: Doc): boolean => {
  const [x, y] = [Object.entries(a), Object.entries(b)];
  return (
    x.length === y.length && x.every(([path, value], at) => path === y[at]?.[0] && equal(value, y[at][1]))
  );
};

/** Whether this index exists already. Throws, as MongoDB does, if it conflicts with an existing one. */
export function findExisting(wanted: IndexSpec, existing: readonly IndexSpec[]): boolean {
  for (const present of existing) {
    const same = sameKey(wanted.key, present.key);
    const samePartial = equal(
      wanted.partialFilterExpression ?? null,
      present.partialFilterExpression ?? null,
    );
    const sameOptions =
      (wanted.unique ?? false) === (present.unique ?? false) &&
      (wanted.sparse ?? false) === (present.sparse ?? false) &&
      wanted.expireAfterSeconds === present.expireAfterSeconds;
    if (wanted.name === present.name) {
      if (same && samePartial && sameOptions) return true;
      throw new MongoFailure(
        86,
        `An existing index has the same name as the requested index. When index names are not specified, they are auto generated and can cause conflicts. Please refer to our documentation. Requested index: ${wanted.name}, existing index: ${present.name}`,
      );
    }
    if (same && samePartial)
      throw new MongoFailure(
        85,
        sameOptions
          ? `Index already exists with a different name: ${present.name}`
          : `An equivalent index already exists with a different name and options. Requested index: ${wanted.name}, existing index: ${present.name}`,
      );
  }
  return false;
}

/** Computes the index keys of a document, and whether the index contains the document at all. */
export class IndexShape {
  readonly spec: IndexSpec;
  readonly paths: readonly string[];
  readonly directions: readonly (1 | -1)[];
  readonly roots: ReadonlySet<string>;
  readonly partial: Condition | null;
  private readonly parts: readonly (readonly string[])[];

  constructor(spec: IndexSpec) {
    this.spec = spec;
    this.paths = Object.keys(spec.key);
    this.parts = this.paths.map(partsOf);
    this.directions = Object.values(spec.key).map((value) =>
      isNumber(value) && toDouble(value) < 0 ? -1 : 1,
    );
    this.partial = spec.partialFilterExpression ? parseFilter(spec.partialFilterExpression) : null;
    this.roots = new Set([
      ...this.parts.map(([root]) => root ?? ''),
      ...(this.partial
        ? [...conjuncts(this.partial)].map((part) =>
            part.kind === 'field' ? (partsOf(part.path)[0] ?? '') : '',
          )
        : []),
    ]);
  }

  /** The keys of a document. Adds the positions of fields with arrays on their path to `arrays`. */
  keys(doc: Doc, arrays: Set<number>): Buffer[] {
    return this.tuples(doc, arrays).map((tuple) => encodeKey(tuple, this.directions));
  }

  valuesOf(doc: Doc, key: Buffer): Doc {
    const tuple = this.tuples(doc, new Set()).find((values) =>
      encodeKey(values, this.directions).equals(key),
    );
    return Object.fromEntries(
      this.paths.map((path, at) => {
        const value = tuple?.[at];
        return [path, value === undefined || typeof value === 'symbol' ? null : value];
      }),
    );
  }

  private tuples(doc: Doc, arrays: Set<number>): unknown[][] {
    if (this.partial && !matches(this.partial, doc)) return [];
    const tuples = tuplesOf(doc, this.parts, arrays, this.paths);
    return this.spec.sparse ? tuples.filter((tuple) => tuple.some((value) => value !== undefined)) : tuples;
  }
}
