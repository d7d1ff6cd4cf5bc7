import { badValue, MongoFailure, notSupported } from '../execution/failure.ts';
import { isDoc, type Doc } from '../bson/document.ts';
import { isNumber, toDouble } from '../bson/number.ts';
import type { CompileExpression } from './aggregation-expression.ts';
import { elementTest } from './filter.ts';
import { partsOf } from './path.ts';

export type Leaf =
  | { kind: 'keep' | 'drop' }
  | { kind: 'slice'; skip: number | null; limit: number }
  | { kind: 'elemMatch'; test: (value: unknown) => boolean }
  | { kind: 'position'; path: string }
  | { kind: 'compute'; value: (doc: Doc) => unknown };

export interface Tree {
  fields: Map<string, Tree | Leaf>;
}

export const isTree = (node: Tree | Leaf): node is Tree => 'fields' in node;

export interface ParsedProjection {
  tree: Tree;
  /** Whether fields without a rule are dropped. */
  including: boolean;
  /** Whether the _id is kept. */
  keepsId: boolean;
}

/** Parses a projection into a tree of paths that are kept, dropped or computed. */
export function readProjection(spec: Doc, compileExpression: CompileExpression): ParsedProjection {
  const { tree, including, idKept } = new ProjectionReader(spec, compileExpression);
  // `_id: 1` alone keeps only the _id; $slice alone keeps all fields.
  const isIdAlone = tree.fields.size === 0 && idKept === true;
  return { tree, including: including ?? isIdAlone, keepsId: idKept ?? true };
}

class ProjectionReader {
  readonly tree: Tree = { fields: new Map() };
  including: boolean | null = null;
  idKept: boolean | null = null;
  private readonly compileExpression: CompileExpression;

  constructor(spec: Doc, compileExpression: CompileExpression) {
    this.compileExpression = compileExpression;
    this.read(spec, '');
  }

  private read(spec: Doc, prefix: string): void {
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
      this.put(path, { kind: 'compute', value: this.compileExpression(value) });
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
        this.put(path, { kind: 'elemMatch', test: elementTest(argument, this.compileExpression) });
        return;
      }
      case '$meta':
        throw notSupported('The projection $meta');
      default:
        break;
    }
    this.choose(true, path);
    this.put(path, { kind: 'compute', value: this.compileExpression(value) });
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
