import { BSONRegExp, Double } from 'bson';
import { Context, evalExpr } from 'mingo/core';
import * as accumulators from 'mingo/operators/accumulator';
import * as expressions from 'mingo/operators/expression';
import * as stages from 'mingo/operators/pipeline';
import * as projections from 'mingo/operators/projection';
import * as queries from 'mingo/operators/query';
import * as windows from 'mingo/operators/window';
import type { Any, Options } from 'mingo/types';
import { compare } from '../bson/compare.ts';
import { isDoc, setField, type Doc } from '../bson/document.ts';
import { isNumber, toDouble } from '../bson/number.ts';
import { MongoFailure } from '../failure.ts';
import { toRegExp } from './regex.ts';

/** How an expression is worked out for a document: the variables and the clock are fixed for one command. */
export type Evaluate = (expression: unknown, doc: Doc) => unknown;

type Comparison = (obj: Any, expr: Any, options: Options) => Any;

const ordering =
  (answer: (order: number) => unknown): Comparison =>
  (obj, expr, options) => {
    const operands = evalExpr(obj, expr, options);
    if (!Array.isArray(operands) || operands.length !== 2)
      throw new MongoFailure(16020, 'Expression takes exactly 2 arguments');
    const [a, b] = operands as [unknown, unknown];
    // In an expression, unlike in a query, a missing field is less than null.
    if (a === undefined || b === undefined) return answer(Number(a !== undefined) - Number(b !== undefined));
    return answer(compare(a, b));
  };

/** mingo compares by JavaScript's rules; these follow MongoDB's order of types. */
const comparisons = {
  $cmp: ordering((order) => Math.sign(order)),
  $eq: ordering((order) => order === 0),
  $ne: ordering((order) => order !== 0),
  $gt: ordering((order) => order > 0),
  $gte: ordering((order) => order >= 0),
  $lt: ordering((order) => order < 0),
  $lte: ordering((order) => order <= 0),
};

const operatorsOf = <T extends object>(module: T): T =>
  Object.fromEntries(Object.entries(module).filter(([name]) => name.startsWith('$'))) as T;

const refused = new Set(['$where', '$function', '$accumulator']);
const safe = <T extends object>(module: T): T =>
  Object.fromEntries(Object.entries(operatorsOf(module)).filter(([name]) => !refused.has(name))) as T;

/** The operators of aggregation. `own` come first: a name that is registered already is not replaced. */
export const contextWith = (own: Parameters<Context['addPipelineOps']>[0]): Context =>
  Context.init({ pipeline: own, expression: comparisons })
    .addExpressionOps(safe(expressions))
    .addAccumulatorOps(safe(accumulators))
    .addPipelineOps(operatorsOf(stages))
    .addProjectionOps(operatorsOf(projections))
    .addQueryOps(safe(queries))
    .addWindowOps(operatorsOf(windows));

const context = contextWith({});

export function evaluator(variables: Doc = {}): Evaluate {
  const options = { context, variables: plain(variables) as Doc, scriptEnabled: false };
  return (expression, doc) =>
    asFailure(() => evalExpr(plain(doc), plain(expression), options as unknown as Options));
}

/** mingo's own errors, as a client of MongoDB would see them. */
export function asFailure<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof MongoFailure) throw error;
    const message = (error as Error).message;
    const unknown = /'(\$\w+)' is not (registered|a valid)/.exec(message);
    if (unknown?.[1] !== undefined) throw new MongoFailure(168, `Unrecognized expression '${unknown[1]}'`);
    throw new MongoFailure(2, `PlanExecutor error during aggregation :: caused by :: ${message}`);
  }
}

/** mingo knows JavaScript's numbers and expressions only. An int64 beyond their precision stays as it is. */
export function plain(value: unknown): unknown {
  switch (typeof value) {
    case 'bigint': {
      const number = Number(value);
      return Number.isSafeInteger(number) ? number : value;
    }
    case 'object':
      break;
    default:
      return value;
  }
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Double) return value.value;
  if (value instanceof BSONRegExp) return toRegExp(value);
  if (!isDoc(value)) return value;
  const doc: Doc = {};
  for (const key of Object.keys(value)) setField(doc, key, plain(value[key]));
  return doc;
}

/** After a pipeline: numbers that it left as they were get back the type they had. */
export function retype(before: unknown, after: unknown): unknown {
  if (isNumber(after) && isNumber(before))
    return typeof after === 'number' && toDouble(before) === after ? before : after;
  if (Array.isArray(after))
    return after.map((element, at) => retype(Array.isArray(before) ? before[at] : undefined, element));
  if (isDoc(after)) {
    const doc: Doc = {};
    for (const key of Object.keys(after))
      setField(doc, key, retype(isDoc(before) ? before[key] : undefined, after[key]));
    return doc;
  }
  return after instanceof RegExp ? new BSONRegExp(after.source, after.flags.replace('u', '')) : after;
}
