import { badValue, MongoFailure, notSupported } from '../failure.ts';
import { getField, isDoc, setField, type Doc } from '../bson/document.ts';
import { isNumber, toDouble } from '../bson/number.ts';
import type { Evaluate } from './expression.ts';
import { elementTest, type Condition } from './match.ts';
import { matchedPosition } from './position.ts';
import { partsOf } from './path.ts';

type Leaf =
  | { kind: 'keep' | 'drop' }
  | { kind: 'slice'; skip: number | null; limit: number }
  | { kind: 'elemMatch'; test: (value: unknown) => boolean }
  | { kind: 'position'; path: string }
  | { kind: 'compute'; value: (doc: Doc) => unknown };

interface Tree {
  fields: Map<string, Tree | Leaf>;
}

const isTree = (node: Tree | Leaf): node is Tree => 'fields' in node;

export interface Projection {
  /** The names of the top-level fields to keep, if that is all that the projection does. */
  keeps: ((name: string) => boolean) | null;
  of: (doc: Doc, condition: Condition | null) => Doc;
}

/** Parses a projection into a tree of paths that are kept, dropped or computed. */
class ProjectionReader {
  readonly tree: Tree = { fields: new Map() };
  including: boolean | null = null;
  idKept: boolean | null = null;
  private readonly evaluate: Evaluate;

  constructor(evaluate: Evaluate) {
    this.evaluate = evaluate;
  }

  read(spec: Doc, prefix: string): void {
    for (const [key, value] of Object.entries(spec)) this.field(prefix + key, value);
  }

  private field(path: string, value: unknown): void {
    if (path === '') throw new MongoFailure(40352, 'FieldPath cannot be constructed with empty string');
    if (path.endsWith('.$')) {
      this.choose(true, path);
      this.put(path.slice(0, -2), { kind: 'position', path: path.slice(0, -2) });
    } else if (path.startsWith('$'))
      throw new MongoFailure(
        16410,
        `FieldPath field names may not start with '$'. Consider using $getField or $setField.`,
      );
    else if (typeof value === 'boolean' || isNumber(value)) {
      const keep = typeof value === 'boolean' ? value : toDouble(value) !== 0;
      if (path === '_id') this.idKept = keep;
      else {
        this.choose(keep, path);
        this.put(path, { kind: keep ? 'keep' : 'drop' });
      }
    } else if (isDoc(value)) this.object(path, value);
    else {
      this.choose(true, path);
      this.put(path, { kind: 'compute', value: this.evaluate(value) });
    }
  }

  private object(path: string, value: Doc): void {
    const [operator] = Object.keys(value);
    if (operator === undefined)
      throw new MongoFailure(
        51270,
        'An empty sub-projection is not a valid value. Found empty object at path',
      );
    if (!operator.startsWith('$')) {
      this.read(value, `${path}.`);
      return;
    }
    switch (operator) {
      case '$slice': {
        const argument = value[operator];
        if (Array.isArray(argument) && !argument.every(isNumber)) break;
        this.put(path, slice(argument));
        return;
      }
      case '$elemMatch': {
        const argument = value[operator];
        if (!isDoc(argument)) throw badValue('elemMatch: Invalid argument, object required');
        this.choose(true, path);
        this.put(path, { kind: 'elemMatch', test: elementTest(argument, this.evaluate) });
        return;
      }
      case '$meta':
        throw notSupported('The projection $meta');
      default:
        break;
    }
    this.choose(true, path);
    this.put(path, { kind: 'compute', value: this.evaluate(value) });
  }

  private choose(including: boolean, path: string): void {
    if (this.including !== null && this.including !== including)
      throw new MongoFailure(
        including ? 31253 : 31254,
        including
          ? `Cannot do inclusion on field ${path} in exclusion projection`
          : `Cannot do exclusion on field ${path} in inclusion projection`,
      );
    this.including = including;
  }

  private put(path: string, leaf: Leaf): void {
    const parts = partsOf(path);
    let node = this.tree;
    for (const [at, part] of parts.entries()) {
      const existing = node.fields.get(part);
      if (at === parts.length - 1) {
        if (existing) throw new MongoFailure(31250, `Path collision at ${path}`);
        node.fields.set(part, leaf);
      } else if (!existing) {
        const next: Tree = { fields: new Map() };
        node.fields.set(part, next);
        node = next;
      } else if (isTree(existing)) node = existing;
      else
        throw new MongoFailure(
          31249,
          `Path collision at ${path} remaining portion ${parts.slice(at + 1).join('.')}`,
        );
    }
  }
}

function slice(argument: unknown): Leaf {
  const numbers = (Array.isArray(argument) ? argument : [argument]).map((value: unknown) => {
    if (!isNumber(value))
      throw badValue('Invalid $slice syntax. The given syntax did not match the find() syntax');
    return Math.trunc(toDouble(value));
  });
  const [first = 0, second] = numbers;
  if (second === undefined) return { kind: 'slice', skip: null, limit: first };
  if (second <= 0) throw badValue('$slice limit must be positive');
  return { kind: 'slice', skip: first, limit: second };
}

function sliced(values: unknown[], { skip, limit }: { skip: number | null; limit: number }): unknown[] {
  if (skip === null) return limit < 0 ? values.slice(limit) : values.slice(0, limit);
  const start = skip < 0 ? Math.max(0, values.length + skip) : skip;
  return values.slice(start, start + limit);
}

export function parseProjection(spec: Doc, evaluate: Evaluate): Projection {
  const reader = new ProjectionReader(evaluate);
  reader.read(spec, '');
  const { tree, idKept } = reader;
  // `_id: 1` alone keeps only the _id; $slice alone keeps all fields.
  const including = reader.including ?? (tree.fields.size === 0 && idKept === true);
  const isFlat = [...tree.fields.values()].every((node) => !isTree(node) && isKeptOrDropped(node));
  const keeps = (name: string): boolean =>
    name === '_id' && !tree.fields.has('_id') ? (idKept ?? true) : including === tree.fields.has(name);
  const of = (doc: Doc, condition: Condition | null): Doc => {
    const apply = (source: Doc, node: Tree, top: boolean): Doc => {
      const result: Doc = {};
      const id = top ? node.fields.get('_id') : undefined;
      const first = id && !isTree(id) && id.kind === 'compute' ? id.value(doc) : undefined;
      if (first !== undefined) result['_id'] = first;
      for (const key of Object.keys(source)) {
        const value = source[key];
        const rule =
          top && key === '_id' && !node.fields.has('_id')
            ? ({ kind: (idKept ?? true) ? 'keep' : 'drop' } as Leaf)
            : node.fields.get(key);
        const kept = field(value, rule);
        if (kept !== undefined) setField(result, key, kept);
      }
      compute(source, result, node);
      return result;
    };
    const field = (value: unknown, rule: Tree | Leaf | undefined): unknown => {
      if (!rule) return including ? undefined : value;
      if (isTree(rule)) return nested(value, rule);
      switch (rule.kind) {
        case 'keep':
          return value;
        case 'slice':
          return Array.isArray(value) ? sliced(value, rule) : value;
        case 'elemMatch': {
          const found: unknown = Array.isArray(value) ? value.find(rule.test) : undefined;
          return found === undefined ? undefined : [found];
        }
        case 'position': {
          if (!Array.isArray(value)) return value;
          const position = condition ? matchedPosition(condition, doc, rule.path) : null;
          if (position === null)
            throw new MongoFailure(
              51246,
              "Executor error during find command :: caused by :: positional operator '.$' couldn't find a matching element in the array",
            );
          return value.slice(position, position + 1);
        }
        default:
          return undefined;
      }
    };
    const nested = (value: unknown, rule: Tree): unknown => {
      if (isDoc(value)) return apply(value, rule, false);
      if (Array.isArray(value))
        return value
          .filter((element) => !including || isDoc(element) || Array.isArray(element))
          .map((element) => nested(element, rule));
      return including ? undefined : value;
    };
    const compute = (source: Doc, result: Doc, node: Tree): void => {
      for (const [key, rule] of node.fields) {
        if (isTree(rule)) {
          if (!hasComputed(rule)) continue;
          const target = getField(result, key);
          if (!isDoc(source[key]) && !Array.isArray(source[key])) {
            const made: Doc = {};
            compute({}, made, rule);
            if (Object.keys(made).length > 0)
              setField(result, key, isDoc(target) ? { ...target, ...made } : made);
          }
        } else if (rule.kind === 'compute') {
          const value = rule.value(doc);
          if (value !== undefined) setField(result, key, value);
        }
      }
    };
    return apply(doc, tree, true);
  };
  return { keeps: isFlat ? keeps : null, of };
}

const isKeptOrDropped = ({ kind }: Leaf): boolean => kind === 'keep' || kind === 'drop';

const hasComputed = (tree: Tree): boolean =>
  [...tree.fields.values()].some((node) => (isTree(node) ? hasComputed(node) : node.kind === 'compute'));
