import { calculateObjectSize } from 'bson';
import { MongoFailure, notSupported } from '../execution/failure.ts';
import { getField, isDoc, setField, type Doc } from '../bson/document.ts';
import { encodeKey } from '../bson/index-key.ts';
import { isNumber, toDouble } from '../bson/number.ts';
import { Sum, type CompileExpression } from './aggregation-expression.ts';
import { matches, parseFilter } from './filter.ts';
import { parseProjection } from './project.ts';
import { drained, isTurnOver, pause, type Steps } from '../execution/turn.ts';
import { parseSort, sorting } from './sort.ts';
import { unsupported } from './unsupported.ts';

export interface Stage {
  name: string;
  argument: unknown;
}

type Docs = Iterable<Doc | null>;
type Step = (docs: Docs) => Docs;
type Reader = (argument: unknown, compileExpression: CompileExpression) => Step;

const largest = 100 * 1024 * 1024;

/** A stage that turns each document into any number of documents. */
const each = (change: (doc: Doc) => Iterable<Doc>): Step =>
  function* (docs) {
    for (const doc of docs) {
      if (doc === pause) yield pause;
      else
        for (const made of change(doc)) {
          yield made;
          if (isTurnOver()) yield pause;
        }
    }
  };

const mapping = (change: (doc: Doc) => Doc): Step => each((doc) => [change(doc)]);

/** Collects all documents of a stage, up to the memory limit. */
function* holding(docs: Docs, name: string): Steps<Doc[]> {
  const held: Doc[] = [];
  let size = 0;
  yield* drained(docs, (doc) => {
    size += calculateObjectSize(doc);
    if (size > largest) throw tooLarge(name);
    held.push(doc);
  });
  return held;
}

function docArgument(argument: unknown, code: number, name: string): Doc {
  if (!isDoc(argument) || Object.keys(argument).length === 0)
    throw new MongoFailure(code, `the ${name} specification must be an object with at least one field`);
  return argument;
}

const match: Reader = (argument, compileExpression) => {
  const condition = parseFilter(argument as Doc, compileExpression);
  return each((doc) => (matches(condition, doc) ? [doc] : []));
};

const sort: Reader = (argument) => {
  const fields = parseSort(argument);
  return function* (docs) {
    yield* yield* sorting(yield* holding(docs, '$sort'), fields, (doc) => doc);
  };
};

const tooLarge = (what: string): MongoFailure =>
  new MongoFailure(292, `Exceeded memory limit of ${largest} bytes for ${what}`);

export function wholeArgument(argument: unknown, name: string, least: number): number {
  const value = isNumber(argument) ? toDouble(argument) : NaN;
  if (!Number.isInteger(value) || value < least)
    throw new MongoFailure(
      least === 1 ? 15958 : 5107200,
      `invalid argument to ${name} stage: ${String(argument)}`,
    );
  return value;
}

const skip: Reader = (argument) => {
  const count = wholeArgument(argument, '$skip', 0);
  return (docs) => {
    let passed = 0;
    return each((doc) => (passed++ >= count ? [doc] : []))(docs);
  };
};

const limit: Reader = (argument) => {
  const count = wholeArgument(argument, '$limit', 1);
  return function* (docs) {
    let given = 0;
    for (const doc of docs) {
      yield doc;
      if (doc !== pause && ++given === count) return;
    }
  };
};

const count: Reader = (argument) => {
  if (typeof argument !== 'string' || argument === '' || /^\$|[.\0]/.test(argument))
    throw new MongoFailure(40156, 'the count field must be a non-empty string without $ and dots');
  return function* (docs) {
    let n = 0;
    yield* drained(docs, () => n++);
    if (n > 0) yield { [argument]: n };
  };
};

const project: Reader = (argument, compileExpression) => {
  const spec = docArgument(argument, 51272, '$project');
  for (const [path, value] of Object.entries(spec)) {
    if (path.endsWith('.$')) throw new MongoFailure(31324, 'Cannot use positional projection in aggregation');
    const [operator] = isDoc(value) ? Object.keys(value) : [];
    if (operator === '$slice' || operator === '$elemMatch')
      throw notSupported(`The expression ${operator} in an aggregation`);
  }
  const projection = parseProjection(spec, compileExpression);
  return mapping((doc) => projection.of(doc, null));
};

/** Keys that compare as equal form one group. It is returned with the first of these keys. */
const group: Reader = (argument, compileExpression) => {
  if (!isDoc(argument)) throw new MongoFailure(15947, "a group's fields must be specified in an object");
  const { _id, ...fields } = argument;
  if (!('_id' in argument)) throw new MongoFailure(15955, 'a group specification must include an _id');
  const key = compileExpression(_id);
  const sums = Object.entries(fields).map(([name, field]) => {
    const [operator, another] = isDoc(field) ? Object.keys(field) : [];
    if (!isDoc(field) || operator === undefined || another !== undefined || name.includes('.'))
      throw new MongoFailure(40234, `The field '${name}' must be an accumulator object`);
    if (unsupported.expressions.has(operator) && operator !== '$sum')
      throw notSupported(`The group operator ${operator}`);
    if (operator !== '$sum') throw new MongoFailure(15952, `unknown group operator '${operator}'`);
    if (Array.isArray(field['$sum']))
      throw new MongoFailure(40237, 'The $sum accumulator is a unary operator');
    return [name, compileExpression(field['$sum'])] as const;
  });
  return function* (docs) {
    const groups = new Map<string, { key: unknown; totals: Sum[] }>();
    let size = 0;
    yield* drained(docs, (doc) => {
      const value = key(doc) ?? null;
      const id = encodeKey([value]).toString('latin1');
      let held = groups.get(id);
      if (!held) {
        size += 2 * id.length + 100 * (1 + sums.length);
        if (size > largest) throw tooLarge('$group');
        held = { key: value, totals: sums.map(() => new Sum('$sum')) };
        groups.set(id, held);
      }
      for (const [at, [, field]] of sums.entries()) {
        const amount = field(doc);
        if (isNumber(amount)) held.totals[at]?.add(amount);
      }
    });
    for (const { key: _id, totals } of groups.values()) {
      const result: Doc = { _id };
      for (const [at, [name]] of sums.entries()) setField(result, name, totals[at]?.total);
      yield result;
    }
  };
};

const facet: Reader = (argument, compileExpression) => {
  const spec = docArgument(argument, 40169, '$facet');
  const parsed = Object.entries(spec).map(([name, pipeline]) => {
    const stages = parsePipeline(pipeline);
    if (stages.some((stage) => stage.name === '$facet'))
      throw new MongoFailure(40600, '$facet is not allowed to be used within a $facet stage');
    return [name, stages] as const;
  });
  const branches = parsed.map(([name, stages]) => [name, compileStages(stages, compileExpression)] as const);
  return function* (docs) {
    const held = yield* holding(docs, '$facet');
    const result: Doc = {};
    for (const [name, run] of branches)
      setField(result, name, yield* holding(run(mapping((doc) => doc)(held)), '$facet'));
    yield result;
  };
};

const unwind: Reader = (argument) => {
  const { path, preserveNullAndEmptyArrays, ...rest } = isDoc(argument) ? argument : { path: argument };
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) throw notSupported(`The $unwind option ${unknown}`);
  if (typeof path !== 'string' || !path.startsWith('$'))
    throw new MongoFailure(28818, "path option to $unwind stage should be prefixed with a '$'");
  const parts = path.slice(1).split('.');
  return each(function* (doc) {
    let value: unknown = doc;
    for (const part of parts) value = isDoc(value) ? getField(value, part) : undefined;
    if (Array.isArray(value) && value.length > 0)
      for (const element of value) yield replaced(doc, parts, element);
    else if (value !== null && value !== undefined && !Array.isArray(value)) yield doc;
    else if (preserveNullAndEmptyArrays === true)
      yield Array.isArray(value) ? replaced(doc, parts, undefined) : doc;
  });
};

/** A copy with a new value at a path through documents; undefined removes the field. */
function replaced(doc: Doc, [part = '', ...rest]: readonly string[], value: unknown): Doc {
  const result: Doc = { ...doc };
  const inner = getField(doc, part);
  const next = rest.length === 0 ? value : replaced(isDoc(inner) ? inner : {}, rest, value);
  if (next === undefined) Reflect.deleteProperty(result, part);
  else setField(result, part, next);
  return result;
}

const readers: Record<string, Reader> = {
  $match: match,
  $sort: sort,
  $skip: skip,
  $limit: limit,
  $count: count,
  $project: project,
  $group: group,
  $facet: facet,
  $unwind: unwind,
};

export function parsePipeline(pipeline: unknown): Stage[] {
  if (!Array.isArray(pipeline)) throw new MongoFailure(14, "'pipeline' option must be specified as an array");
  return pipeline.map((stage: unknown) => {
    if (!isDoc(stage)) throw new MongoFailure(14, "Each element of the 'pipeline' array must be an object");
    const [name, another] = Object.keys(stage);
    if (name === undefined || another !== undefined)
      throw new MongoFailure(40323, 'A pipeline stage specification object must contain exactly one field.');
    if (unsupported.stages.has(name)) throw notSupported(`The pipeline stage ${name}`);
    if (!Object.hasOwn(readers, name) && name !== '$collStats')
      throw new MongoFailure(40324, `Unrecognized pipeline stage name: '${name}'`);
    const argument = stage[name];
    if (name === '$match' && !isDoc(argument))
      throw new MongoFailure(15959, 'the match filter must be an expression in an object');
    if (name === '$sort' && isDoc(argument) && Object.keys(argument).length === 0)
      throw new MongoFailure(15976, '$sort stage must have at least one sort key');
    return { name, argument };
  });
}

export function compileStages(stages: readonly Stage[], compileExpression: CompileExpression): Step {
  if (stages.some(({ name }) => name === '$collStats'))
    throw new MongoFailure(40602, '$collStats is only valid as the first stage in a pipeline');
  const steps = stages.flatMap(({ name, argument }) => readers[name]?.(argument, compileExpression) ?? []);
  return (docs) => steps.reduce((source, step) => step(source), docs);
}
