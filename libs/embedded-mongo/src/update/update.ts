import { badValue, failedToParse, MongoFailure, notSupported } from '../execution/failure.ts';
import { compareStrings } from '../bson/compare.ts';
import { getField, isDoc, setField, type Doc } from '../bson/document.ts';
import type { Condition } from '../query/filter.ts';
import { isPosition, partsOf } from '../query/path.ts';
import { matchedPosition } from '../query/matched-position.ts';
import { arrayFilters } from './array-filters.ts';
import { change, isPlaceholder, resolve, type Placeholders } from './change-path.ts';
import type { UpdateContext } from './update-context.ts';
import { removed, operators, type Operator } from './operators.ts';

export interface Update {
  /** The top-level fields that may change; null means any. */
  touches: ReadonlySet<string> | null;
  isReplacement: boolean;
  /** The values that are only appended to a top-level array, by its field. */
  appends: ReadonlyMap<string, readonly unknown[]>;
  /** The top-level fields whose values before make no difference. */
  replaces: ReadonlySet<string>;
  /** Changes the given document, or returns another one. `done`: fields whose values were appended already. */
  apply: (doc: Doc, condition: Condition, inserting: boolean, done?: ReadonlySet<string>) => Doc;
}

const nothing: Update['appends'] = new Map();
const none: ReadonlySet<string> = new Set();

interface Step {
  parts: readonly string[];
  path: string;
  onInsertOnly: boolean;
  operator: Operator;
}

export function parseUpdate(update: unknown, context: UpdateContext): Update {
  if (Array.isArray(update)) throw notSupported('An update by pipeline');
  if (!isDoc(update)) throw failedToParse('Update argument must be an object');
  const [first] = Object.keys(update);
  if (first?.startsWith('$') !== true) {
    if (context.arrayFilters !== undefined)
      throw failedToParse('Cannot specify arrayFilters for a replacement-style update');
    return replacement(update);
  }
  return new UpdateReader(context).read(update);
}

function replacement(update: Doc): Update {
  for (const key of Object.keys(update))
    if (key.startsWith('$'))
      throw new MongoFailure(
        52,
        `The dollar ($) prefixed field '${key}' in '${key}' is not allowed in the context of an update's replacement document. Consider using an aggregation pipeline with $replaceWith.`,
      );
  return {
    touches: null,
    isReplacement: true,
    appends: nothing,
    replaces: none,
    apply: (doc) => {
      const result: Doc = {};
      const id = getField(update, '_id') ?? getField(doc, '_id');
      if (id !== undefined) result['_id'] = id;
      for (const key of Object.keys(update)) setField(result, key, update[key]);
      return result;
    },
  };
}

/** Parses an update with operators. Invalid updates fail with MongoDB's messages before any document is changed. */
class UpdateReader {
  private readonly context: UpdateContext;
  private readonly filters: ReadonlyMap<string, (element: unknown) => boolean>;
  private readonly usedFilters = new Set<string>();
  private readonly steps: Step[] = [];

  constructor(context: UpdateContext) {
    this.context = context;
    this.filters = arrayFilters(context.arrayFilters, context.compileExpression);
  }

  read(update: Doc): Update {
    for (const [name, fields] of Object.entries(update)) {
      if (name !== '$rename' && !operators[name])
        throw failedToParse(
          `Unknown modifier: ${name}. Expected a valid update modifier or pipeline-style update specified as an array`,
        );
      if (!isDoc(fields))
        throw failedToParse(
          `Modifiers operate on fields but we found type ${typeof fields} instead. For example: {$mod: {<field>: ...}} not {${name}: ...}`,
        );
      for (const [path, argument] of Object.entries(fields)) {
        if (name === '$rename') this.rename(path, argument);
        else this.step(name, path, argument);
      }
    }
    for (const name of this.filters.keys())
      if (!this.usedFilters.has(name))
        throw failedToParse(`The array filter for identifier '${name}' was not used in the update`);
    this.steps.sort((a, b) => comparePaths(a.parts, b.parts));
    this.refuseConflicts();
    return {
      touches: new Set(this.steps.map(({ parts }) => parts[0] ?? '')),
      isReplacement: false,
      appends: new Map(
        this.steps.flatMap(({ parts: [root, ...rest], operator: { appends } }) =>
          appends && root !== undefined && rest.length === 0 ? [[root, appends]] : [],
        ),
      ),
      replaces: new Set(
        this.steps.flatMap(({ path, parts, onInsertOnly, operator: { replaces } }) =>
          replaces && parts.length === 1 && !onInsertOnly ? [path] : [],
        ),
      ),
      apply: (doc, condition, inserting, done = none) => this.apply(doc, condition, inserting, done),
    };
  }

  private step(name: string, path: string, argument: unknown): void {
    const parts = this.checked(path);
    const read = operators[name];
    if (!read) throw failedToParse(`Unknown modifier: ${name}`);
    const operator = read(argument, path, this.context.compileExpression, this.context.now);
    this.steps.push({ parts, path, onInsertOnly: name === '$setOnInsert', operator });
  }

  private checked(path: string): readonly string[] {
    const parts = partsOf(path);
    if (parts.includes(''))
      throw new MongoFailure(
        56,
        path === ''
          ? 'An empty update path is not valid.'
          : `The update path '${path}' contains an empty field name, which is not allowed.`,
      );
    if (parts.indexOf('$') !== parts.lastIndexOf('$'))
      throw badValue(`Too many positional (i.e. '$') elements found in path '${path}'`);
    for (const [at, part] of parts.entries()) {
      if (!part.startsWith('$')) continue;
      const identifier = /^\$\[(.*)\]$/.exec(part)?.[1];
      if (!isPlaceholder(part)) continue;
      if (at === 0)
        throw badValue(
          `Cannot have array filter identifier (i.e. '$[<id>]') element in the first position in path '${path}'`,
        );
      if (identifier) {
        if (!this.filters.has(identifier))
          throw badValue(`No array filter found for identifier '${identifier}' in path '${path}'`);
        this.usedFilters.add(identifier);
      }
    }
    return parts;
  }

  private rename(from: string, to: unknown): void {
    if (typeof to !== 'string') throw badValue(`The 'to' field for $rename must be a string: ${from}`);
    const [source, target] = [this.checked(from), this.checked(to)];
    if ([...source, ...target].some(isPlaceholder))
      throw badValue(`The source and target field for $rename must not be dynamic: ${from}`);
    if (from === to) throw badValue(`The source and target field for $rename must differ: ${from}: "${to}"`);
    // `apply` runs renames first, and reads the value from the source then.
    this.steps.push({
      parts: source,
      path: from,
      onInsertOnly: false,
      operator: { creates: false, apply: () => removed },
    });
    this.steps.push({
      parts: target,
      path: to,
      onInsertOnly: false,
      operator: { creates: true, apply: (current) => this.renamed.get(to) ?? current ?? removed },
    });
    this.renames.push({ source, to });
  }

  private readonly renames: { source: readonly string[]; to: string }[] = [];
  private readonly renamed = new Map<string, unknown>();

  private refuseConflicts(): void {
    const seen = new Set<string>();
    for (const { path } of this.steps) {
      if (seen.has(path)) throw conflict(path, path);
      seen.add(path);
    }
    for (const { path, parts } of this.steps)
      for (let length = 1; length < parts.length; length++) {
        const prefix = parts.slice(0, length).join('.');
        if (seen.has(prefix)) throw conflict(path, prefix);
      }
  }

  private apply(doc: Doc, condition: Condition, inserting: boolean, done: ReadonlySet<string>): Doc {
    const placeholders: Placeholders = {
      position: (path) => {
        const position = inserting ? null : matchedPosition(condition, doc, path);
        if (position === null)
          throw badValue('The positional operator did not find the match needed from the query.');
        return position;
      },
      filter: (name) => this.filters.get(name) ?? (() => false),
    };
    this.renamed.clear();
    for (const { source, to } of this.renames) {
      let value: unknown = doc;
      for (const part of source) {
        if (Array.isArray(value))
          throw badValue(
            `The source field cannot be an array element, '${source.join('.')}' in doc has an array field`,
          );
        value = isDoc(value) ? getField(value, part) : undefined;
      }
      if (value !== undefined) this.renamed.set(to, value);
    }
    const named = this.steps.find(({ parts: [first] }) => first?.startsWith('$'));
    // As in MongoDB 5 and later, only a new document may have such a field at the top level.
    if (named && !inserting)
      throw new MongoFailure(52, `The dollar ($) prefixed field '${named.path}' is not valid for storage.`);
    // All positions are found before the first change, which might move or rewrite the matched elements.
    const planned = this.steps
      .filter((step) => (!step.onInsertOnly || inserting) && !done.has(step.path))
      .filter((step) => !this.isIdleRename(step))
      .map((step) => ({ step, targets: resolve(doc, step.parts, placeholders) }));
    const written = new Set<string>();
    for (const { step, targets } of planned)
      for (const target of targets) {
        const path = target.join('.');
        if (written.has(path)) throw conflict(path, path);
        if (planned.length > 1) written.add(path);
        change(doc, target, step.operator);
      }
    return doc;
  }

  private isIdleRename({ path }: Step): boolean {
    return this.renames.some(({ to }) => to === path && !this.renamed.has(to));
  }
}

const conflict = (path: string, at: string): MongoFailure =>
  new MongoFailure(40, `Updating the path '${path}' would create a conflict at '${at}'`);

/** New fields are added in the order of their names, numbers by value, as in MongoDB. */
function comparePaths(a: readonly string[], b: readonly string[]): number {
  for (let at = 0; at < a.length && at < b.length; at++) {
    const [x, y] = [a[at] ?? '', b[at] ?? ''];
    const order = isPosition(x) && isPosition(y) ? Number(x) - Number(y) : compareStrings(x, y);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}
