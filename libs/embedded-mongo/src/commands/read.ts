import { MongoFailure, notSupported } from '../execution/failure.ts';
import { isDoc, type Doc } from '../bson/document.ts';
import { keepFields } from '../bson/elements.ts';
import { encodeKey } from '../bson/index-key.ts';
import { wholeNumber } from '../bson/number.ts';
import { search, type Found, type Run } from '../read/find.ts';
import { expressionCompiler, type CompileExpression } from '../query/aggregation-expression.ts';
import { parseFilter, type Condition } from '../query/filter.ts';
import { partsOf, tuplesOf } from '../query/path.ts';
import { planSummary } from '../read/plan.ts';
import { parseProjection } from '../query/project.ts';
import { parseSort } from '../query/sort.ts';
import { drained, pause } from '../execution/turn.ts';
import { StoredDocument } from '../wire/encode-reply.ts';
import { count, databaseOf, docField, flag, namespaceOf, type Command, type Session } from './command.ts';
import type { Result } from './cursors.ts';

export const defaultBatch = 101;
const largestReply = 16 * 1024 * 1024;

/** Yields the results and updates the session's cost, also when a cursor continues. */
function* counted<T>(results: Iterable<T>, run: Run | null, session: Session): Generator<T> {
  if (run) session.cost.plan = planSummary(run.plan.access);
  for (const result of results) {
    if (result !== pause) session.cost.returned++;
    yield result;
  }
}

export function batchSize(body: Doc, usual: number): number {
  return body['batchSize'] === undefined ? usual : count(body, 'batchSize');
}

interface FindParts {
  run: Run | null;
  condition: Condition;
  results: Iterable<Result | null>;
}

export function findParts(body: Doc, session: Session): FindParts {
  for (const option of ['tailable', 'awaitData', 'returnKey', 'showRecordId', 'oplogReplay'])
    if (flag(body[option])) throw notSupported(`The find option ${option}`);
  for (const option of ['max', 'min'])
    if (isDoc(body[option]) && Object.keys(body[option]).length > 0)
      throw notSupported(`The find option ${option}`);
  const namespace = namespaceOf(body, 'find');
  const now = session.now();
  const compileExpression = expressionCompiler(now);
  const condition = parseFilter(docField(body, 'filter'), compileExpression);
  const sort = parseSort(body['sort'], true);
  const shown = shownBy(docField(body, 'projection'), compileExpression);
  const collection = session.store.find(namespace);
  if (!collection) return { run: null, condition, results: [] };
  const [skip, limit] = [count(body, 'skip'), count(body, 'limit')];
  const run = search({ collection, condition, sort, skip, limit, hint: body['hint'] });
  return {
    run,
    condition,
    results: mapped(run.found, (one) => shown(one, condition)),
  };
}

/** Converts each result with `change`. */
export function* mapped<T>(found: Run['found'], change: (one: Found) => T): Generator<T | null> {
  for (const one of found) yield one === pause ? pause : change(one);
}

export const asStored = ({ bytes }: Found): Result => new StoredDocument(bytes);

/** What a command returns of a document. Only a projection of more than top-level fields has to decode it. */
export function shownBy(
  projection: Doc,
  compileExpression: CompileExpression,
): (one: Found, condition: Condition | null) => Result {
  if (Object.keys(projection).length === 0) return asStored;
  const { keeps, of } = parseProjection(projection, compileExpression);
  return keeps
    ? ({ bytes }) => new StoredDocument(keepFields(bytes, keeps))
    : ({ doc }, condition) => of(doc, condition);
}

export const find: Command = {
  fields:
    'filter,sort,projection,hint,skip,limit,batchSize,singleBatch,collation,allowDiskUse,noCursorTimeout,allowPartialResults,tailable,awaitData,returnKey,showRecordId,oplogReplay,max,min'.split(
      ',',
    ),
  *run(body, session) {
    const { run, results } = findParts(body, session);
    const namespace = namespaceOf(body, 'find');
    const reply = yield* session.cursors.first(
      namespace,
      counted(results, run, session),
      batchSize(body, defaultBatch),
      flag(body['singleBatch']),
      session.now().getTime(),
    );
    noteCost(run, session);
    return reply;
  },
};

export function noteCost(run: Run | null, session: Session): void {
  if (!run) return;
  session.cost.plan = planSummary(run.plan.access);
  session.cost.keysExamined += run.counters.keysExamined;
  session.cost.docsExamined += run.counters.docsExamined;
}

export const getMore: Command = {
  fields: ['collection', 'batchSize'],
  run: (body, session) => {
    const id = cursorId(body['getMore']);
    const namespace = `${databaseOf(body)}.${String(body['collection'])}`;
    const size = body['batchSize'] === undefined ? 0 : count(body, 'batchSize');
    return session.cursors.more(id, namespace, size === 0 ? Infinity : size, session.now().getTime());
  },
};

function cursorId(value: unknown): bigint {
  if (typeof value === 'bigint') return value;
  return BigInt(wholeNumber(value, 'the cursor id'));
}

export const killCursors: Command = {
  fields: ['cursors'],
  run: (body, session) => {
    const ids = Array.isArray(body['cursors']) ? body['cursors'].map(cursorId) : [];
    const killed = ids.filter((id) => session.cursors.kill(id));
    return {
      cursorsKilled: killed,
      cursorsNotFound: ids.filter((id) => !killed.includes(id)),
      cursorsAlive: [],
      cursorsUnknown: [],
      ok: 1,
    };
  },
};

export const countCommand: Command = {
  fields: ['query', 'limit', 'skip', 'hint', 'collation', 'fields'],
  *run(body, session) {
    const namespace = namespaceOf(body, 'count');
    const query = docField(body, 'query');
    const condition = parseFilter(query, expressionCompiler(session.now()));
    const limit = Math.abs(body['limit'] === undefined ? 0 : wholeNumber(body['limit'], 'limit'));
    const skip = count(body, 'skip');
    const collection = session.store.find(namespace);
    if (!collection) return { n: 0, ok: 1 };
    if (Object.keys(query).length === 0) {
      const all = Math.max(0, collection.count() - skip);
      return { n: limit > 0 ? Math.min(all, limit) : all, ok: 1 };
    }
    const run = search({ collection, condition, sort: [], skip, limit, hint: body['hint'] });
    let n = 0;
    yield* drained(run.found, () => n++);
    noteCost(run, session);
    return { n, ok: 1 };
  },
};

export const distinct: Command = {
  fields: ['key', 'query', 'collation', 'hint'],
  *run(body, session) {
    const { key } = body;
    if (typeof key !== 'string')
      throw new MongoFailure(14, "BSON field 'distinct.key' is the wrong type, expected type 'string'");
    const namespace = namespaceOf(body, 'distinct');
    const query = docField(body, 'query');
    const condition = parseFilter(query, expressionCompiler(session.now()));
    const collection = session.store.find(namespace);
    if (!collection) return { values: [], ok: 1 };
    const run = search({ collection, condition, sort: [], skip: 0, limit: 0, hint: body['hint'] });
    const values = new Map<string, unknown>();
    let size = 0;
    yield* drained(run.found, ({ doc }) => {
      for (const [value] of tuplesOf(doc, [partsOf(key)], new Set(), [key])) {
        if (value === undefined || typeof value === 'symbol') continue;
        const id = encodeKey([value]).toString('latin1');
        if (values.has(id)) continue;
        size += id.length;
        if (size > largestReply) throw new MongoFailure(17217, 'distinct too big, 16mb cap');
        values.set(id, value);
      }
    });
    noteCost(run, session);
    return { values: [...values.values()], ok: 1 };
  },
};
