import { failedToParse, MongoFailure, notSupported } from '../execution/failure.ts';
import { isDoc, type Doc } from '../bson/document.ts';
import { isNumber } from '../bson/number.ts';
import { search, type Run } from '../read/find.ts';
import { parseFilter } from '../query/filter.ts';
import { expressionCompiler } from '../query/aggregation-expression.ts';
import { parseSort } from '../query/sort.ts';
import { compileStages, parsePipeline, wholeArgument, type Stage } from '../query/stages.ts';
import { docField, flag, namespaceOf, type Command, type Session } from './command.ts';
import { statsOf } from './catalog.ts';
import type { Result } from './cursors.ts';
import { asStored, batchSize, defaultBatch, mapped, noteCost } from './read.ts';

interface Aggregation {
  run: Run | null;
  results: Iterable<Result | null>;
}

interface Prefix {
  filter: Doc;
  sort: unknown;
  skip: number;
  limit: number;
  rest: Stage[];
}

/** The first stages of a pipeline, if a find with an index can run them: match, sort, skip and limit. */
function prefixOf(stages: readonly Stage[]): Prefix {
  const filters: Doc[] = [];
  let at = 0;
  for (; stages[at]?.name === '$match'; at++) filters.push(stages[at]?.argument as Doc);
  const sort = stages[at]?.name === '$sort' ? stages[at++]?.argument : undefined;
  const number = (name: string, least: number): number =>
    stages[at]?.name === name ? wholeArgument(stages[at++]?.argument, name, least) : 0;
  const skip = number('$skip', 0);
  const limit = number('$limit', 1);
  const [only = {}] = filters;
  return { filter: filters.length > 1 ? { $and: filters } : only, sort, skip, limit, rest: stages.slice(at) };
}

/** A pipeline that only counts documents, as countDocuments sends it, need not decode them. */
function ignoresContents(stage: Stage | undefined): boolean {
  if (stage?.name === '$count') return true;
  if (stage?.name !== '$group' || !isDoc(stage.argument)) return false;
  const { _id, ...sums } = stage.argument;
  return (
    (_id === null || isNumber(_id)) &&
    Object.values(sums).every((sum) => isDoc(sum) && Object.keys(sum).length === 1 && isNumber(sum['$sum']))
  );
}

function collStats({ argument }: Stage, namespace: string, session: Session): Doc {
  if (!isDoc(argument)) throw failedToParse('$collStats must take a nested object');
  for (const part of Object.keys(argument))
    if (part !== 'count' && part !== 'storageStats') throw notSupported(`The $collStats option ${part}`);
  const storageStats = statsOf(namespace, session);
  const count = 'count' in argument ? { count: storageStats['count'] } : {};
  const storage = 'storageStats' in argument ? { storageStats } : {};
  return { ns: namespace, host: 'embedded', localTime: session.now(), ...storage, ...count };
}

export function aggregation(namespace: string, pipeline: unknown, body: Doc, session: Session): Aggregation {
  const stages = parsePipeline(pipeline);
  const compileExpression = expressionCompiler(session.now());
  if (stages[0]?.name === '$collStats') {
    const results = compileStages(
      stages.slice(1),
      compileExpression,
    )([collStats(stages[0], namespace, session)]);
    return { run: null, results };
  }
  const collection = session.store.find(namespace);
  const { filter, sort, skip, limit, rest } = prefixOf(stages);
  const condition = parseFilter(filter, compileExpression);
  const remaining = compileStages(rest, compileExpression);
  const order = parseSort(sort);
  const run = collection
    ? search({ collection, condition, sort: order, skip, limit, hint: body['hint'] })
    : null;
  if (rest.length === 0) return { run, results: run ? mapped(run.found, asStored) : [] };
  const blank = ignoresContents(rest[0]);
  return { run, results: remaining(run ? mapped(run.found, (one) => (blank ? {} : one.doc)) : []) };
}

export const aggregate: Command = {
  fields: ['pipeline', 'cursor', 'explain', 'allowDiskUse', 'hint', 'collation', 'bypassDocumentValidation'],
  *run(body, session) {
    if (typeof body['aggregate'] !== 'string') throw notSupported('An aggregation without a collection');
    if (flag(body['explain']))
      throw notSupported('The explain option of aggregate (use the explain command)');
    const cursor = body['cursor'];
    if (!isDoc(cursor))
      throw new MongoFailure(
        9,
        "The 'cursor' option is required, except for aggregate with the explain argument",
      );
    const namespace = namespaceOf(body, 'aggregate');
    const { run, results } = aggregation(namespace, body['pipeline'], body, session);
    const reply = yield* session.cursors.first(
      namespace,
      results[Symbol.iterator](),
      batchSize(docField(body, 'cursor'), defaultBatch),
      false,
      session.now().getTime(),
    );
    noteCost(run, session);
    return reply;
  },
};
