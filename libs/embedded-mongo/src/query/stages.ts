import { evalExpr } from 'mingo/core';
import { Lazy, type Iterator } from 'mingo/lazy';
import { Aggregator } from 'mingo/aggregator';
import type { Any, Options } from 'mingo/types';
import { failedToParse, MongoFailure, notSupported } from '../failure.ts';
import { isDoc, type Doc } from '../bson/document.ts';
import { asFailure, contextWith, plain } from './expression.ts';
import { matches, parseFilter } from './match.ts';
import { parseSort, sorted } from './sort.ts';

type StageOperator = (collection: Iterator, expr: Any, options: Options) => Iterator;

const match: StageOperator = (collection, expr, options) => {
  if (!isDoc(expr)) throw new MongoFailure(15959, 'the match filter must be an expression in an object');
  const condition = parseFilter(expr, (expression, doc) => evalExpr(doc, expression, options));
  return collection.filter((doc: Any) => matches(condition, doc as Doc));
};

const sort: StageOperator = (collection, expr) => {
  const fields = parseSort(expr);
  return collection.transform((docs) => Lazy(sorted(docs as Doc[], fields, (doc) => doc)));
};

/** Matching and sorting are ours everywhere, also inside $facet and $lookup: one semantics. */
const context = contextWith({ $match: match, $sort: sort });

const known = new Set(
  'addFields,bucket,bucketAuto,count,densify,facet,fill,graphLookup,group,limit,lookup,match,project,redact,replaceRoot,replaceWith,sample,set,setWindowFields,skip,sort,sortByCount,unionWith,unset,unwind'
    .split(',')
    .map((name) => `$${name}`),
);
const refused = new Set(
  'out,merge,changeStream,geoNear,collStats,currentOp,indexStats,listSessions,planCacheStats,search,searchMeta,documents,listLocalSessions,vectorSearch'
    .split(',')
    .map((name) => `$${name}`),
);

export interface Stage {
  name: string;
  argument: unknown;
}

export function parsePipeline(pipeline: unknown): Stage[] {
  if (!Array.isArray(pipeline)) throw new MongoFailure(14, "'pipeline' option must be specified as an array");
  return pipeline.map((stage: unknown) => {
    if (!isDoc(stage)) throw new MongoFailure(14, "Each element of the 'pipeline' array must be an object");
    const [name, another] = Object.keys(stage);
    if (name === undefined || another !== undefined)
      throw new MongoFailure(40323, 'A pipeline stage specification object must contain exactly one field.');
    if (refused.has(name)) throw notSupported(`The pipeline stage ${name}`);
    if (!known.has(name)) throw new MongoFailure(40324, `Unrecognized pipeline stage name: '${name}'`);
    const argument = stage[name];
    if (name === '$facet' && isDoc(argument)) Object.values(argument).forEach(parsePipeline);
    if (
      (name === '$lookup' || name === '$unionWith') &&
      isDoc(argument) &&
      argument['pipeline'] !== undefined
    )
      parsePipeline(argument['pipeline']);
    if (name === '$sort') parseSort(argument);
    if (name === '$match' && !isDoc(argument))
      throw new MongoFailure(15959, 'the match filter must be an expression in an object');
    return { name, argument };
  });
}

export function runStages(
  docs: Iterable<Doc>,
  stages: readonly Stage[],
  variables: Doc,
  collection: (name: string) => Doc[],
): Doc[] {
  const options: Partial<Options> = {
    context,
    variables: plain(variables) as Doc,
    scriptEnabled: false,
    collectionResolver: collection,
  };
  const pipeline = stages.map(({ name, argument }) => ({
    [name]: name === '$match' ? argument : plain(argument),
  }));
  return asFailure(() => new Aggregator(pipeline, options).run<Doc>(docs));
}

const inUpdates = new Set(['$addFields', '$set', '$project', '$unset', '$replaceRoot', '$replaceWith']);

export function updateStages(pipeline: unknown): Stage[] {
  const stages = parsePipeline(pipeline);
  for (const { name } of stages)
    if (!inUpdates.has(name))
      throw new MongoFailure(72, `${name} is not allowed to be used within an update`);
  if (stages.length === 0) throw failedToParse('The pipeline of an update must not be empty');
  return stages;
}
