import { MongoFailure } from '../execution/failure.ts';
import { getField, isDoc, setField, type Doc } from '../bson/document.ts';
import type { CompileExpression } from './aggregation-expression.ts';
import type { Condition } from './filter.ts';
import { matchedPosition } from './matched-position.ts';
import { isTree, readProjection, type Leaf, type ParsedProjection, type Tree } from './projection-spec.ts';

export interface Projection {
  /** The names of the top-level fields to keep, if that is all that the projection does. */
  keeps: ((name: string) => boolean) | null;
  of: (doc: Doc, condition: Condition | null) => Doc;
}

export function parseProjection(spec: Doc, compileExpression: CompileExpression): Projection {
  const parsed = readProjection(spec, compileExpression);
  const { tree, including, keepsId } = parsed;
  const isFlat = [...tree.fields.values()].every((node) => !isTree(node) && isKeptOrDropped(node));
  const keeps = (name: string): boolean =>
    name === '_id' && !tree.fields.has('_id') ? keepsId : including === tree.fields.has(name);
  return {
    keeps: isFlat ? keeps : null,
    of: (doc, condition) => new ProjectedDocument(parsed, doc, condition).result(),
  };
}

const isKeptOrDropped = ({ kind }: Leaf): boolean => kind === 'keep' || kind === 'drop';

/** Applies a projection to one document. Expressions read the whole document, also inside nested paths. */
class ProjectedDocument {
  private readonly projection: ParsedProjection;
  private readonly doc: Doc;
  /** The filter of the query, for the positional operator. */
  private readonly condition: Condition | null;

  constructor(projection: ParsedProjection, doc: Doc, condition: Condition | null) {
    this.projection = projection;
    this.doc = doc;
    this.condition = condition;
  }

  result(): Doc {
    const { tree, keepsId } = this.projection;
    const result: Doc = {};
    const id = tree.fields.get('_id');
    // A computed _id comes first.
    const computedId = id && !isTree(id) && id.kind === 'compute' ? id.value(this.doc) : undefined;
    if (computedId !== undefined) result['_id'] = computedId;
    const idRule: Tree | Leaf = id ?? { kind: keepsId ? 'keep' : 'drop' };
    for (const key of Object.keys(this.doc))
      this.copy(this.doc, key, result, key === '_id' ? idRule : tree.fields.get(key));
    this.compute(this.doc, result, tree);
    return result;
  }

  private nestedDocument(source: Doc, node: Tree): Doc {
    const result: Doc = {};
    for (const key of Object.keys(source)) this.copy(source, key, result, node.fields.get(key));
    this.compute(source, result, node);
    return result;
  }

  private copy(source: Doc, key: string, target: Doc, rule: Tree | Leaf | undefined): void {
    const kept = this.field(source[key], rule);
    if (kept !== undefined) setField(target, key, kept);
  }

  private field(value: unknown, rule: Tree | Leaf | undefined): unknown {
    if (!rule) return this.projection.including ? undefined : value;
    if (isTree(rule)) return this.nested(value, rule);
    switch (rule.kind) {
      case 'keep':
        return value;
      case 'slice':
        return Array.isArray(value) ? sliced(value, rule) : value;
      case 'elemMatch': {
        const found: unknown = Array.isArray(value) ? value.find(rule.test) : undefined;
        return found === undefined ? undefined : [found];
      }
      case 'position':
        return Array.isArray(value) ? this.matchedElement(value, rule.path) : value;
      default:
        return undefined;
    }
  }

  private matchedElement(values: unknown[], path: string): unknown[] {
    const position = this.condition ? matchedPosition(this.condition, this.doc, path) : null;
    if (position === null)
      throw new MongoFailure(
        51246,
        "Executor error during find command :: caused by :: positional operator '.$' couldn't find a matching element in the array",
      );
    return values.slice(position, position + 1);
  }

  private nested(value: unknown, rule: Tree): unknown {
    const { including } = this.projection;
    if (isDoc(value)) return this.nestedDocument(value, rule);
    if (Array.isArray(value))
      return value
        .filter((element) => !including || isDoc(element) || Array.isArray(element))
        .map((element) => this.nested(element, rule));
    return including ? undefined : value;
  }

  /** Adds the computed fields, also below paths that the source does not have. */
  private compute(source: Doc, result: Doc, node: Tree): void {
    for (const [key, rule] of node.fields) {
      if (!isTree(rule)) {
        const value = rule.kind === 'compute' ? rule.value(this.doc) : undefined;
        if (value !== undefined) setField(result, key, value);
      } else if (hasComputed(rule) && !isDoc(source[key]) && !Array.isArray(source[key])) {
        const made: Doc = {};
        this.compute({}, made, rule);
        const present = getField(result, key);
        if (Object.keys(made).length > 0)
          setField(result, key, isDoc(present) ? { ...present, ...made } : made);
      }
    }
  }
}

function sliced(values: unknown[], { skip, limit }: { skip: number | null; limit: number }): unknown[] {
  if (skip === null) return limit < 0 ? values.slice(limit) : values.slice(0, limit);
  const start = skip < 0 ? Math.max(0, values.length + skip) : skip;
  return values.slice(start, start + limit);
}

const hasComputed = (tree: Tree): boolean =>
  [...tree.fields.values()].some((node) => (isTree(node) ? hasComputed(node) : node.kind === 'compute'));
