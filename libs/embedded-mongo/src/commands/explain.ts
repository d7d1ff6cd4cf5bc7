import { notSupported } from '../execution/failure.ts';
import { isDoc, type Doc } from '../bson/document.ts';
import type { Run } from '../read/find.ts';
import { describe } from '../read/plan.ts';
import { search } from '../read/find.ts';
import { parseFilter } from '../query/filter.ts';
import { expressionCompiler } from '../query/aggregation-expression.ts';
import { parseSort } from '../query/sort.ts';
import { drained } from '../execution/turn.ts';
import { aggregation } from './aggregate.ts';
import { databaseOf, docField, flag, namespaceOf, type Command, type Session } from './command.ts';
import { modelVersion } from './handshake.ts';
import { findParts } from './read.ts';

/** The search of a command, without its writes. */
function explained(body: Doc, session: Session): { run: Run | null; results: Iterable<unknown> } {
  if ('find' in body) return findParts(body, session);
  if ('aggregate' in body)
    return aggregation(namespaceOf(body, 'aggregate'), body['pipeline'], body, session);
  const lookup = (name: string, filter: Doc, sort: unknown, limit: number): ReturnType<typeof explained> => {
    const collection = session.store.find(namespaceOf(body, name));
    if (!collection) return { run: null, results: [] };
    const condition = parseFilter(filter, expressionCompiler(session.now()));
    const order = parseSort(sort, true);
    const run = search({ collection, condition, sort: order, skip: 0, limit, hint: body['hint'] });
    return { run, results: run.found };
  };
  if ('count' in body) return lookup('count', docField(body, 'query'), undefined, 0);
  if ('distinct' in body) return lookup('distinct', docField(body, 'query'), undefined, 0);
  if ('findAndModify' in body) return lookup('findAndModify', docField(body, 'query'), body['sort'], 1);
  for (const [name, list] of [
    ['update', 'updates'],
    ['delete', 'deletes'],
  ] as const) {
    const first = Array.isArray(body[list]) ? (body[list][0] as unknown) : undefined;
    if (!(name in body) || !isDoc(first)) continue;
    const many = name === 'update' ? flag(first['multi']) : !flag(first['limit']);
    return lookup(name, docField(first, 'q'), first['sort'], many ? 0 : 1);
  }
  throw notSupported(`Explaining ${Object.keys(body)[0] ?? 'nothing'}`);
}

export const explain: Command = {
  fields: ['verbosity'],
  *run(body, session) {
    const inner = docField(body, 'explain');
    const { run, results } = explained({ ...inner, $db: databaseOf(body) }, session);
    let returned = 0;
    yield* drained(results, () => returned++);
    const access = run ? describe(run.plan.access) : { stage: 'EOF' };
    const winningPlan = run && !run.plan.inOrder ? { stage: 'SORT', inputStage: access } : access;
    return {
      explainVersion: '1',
      queryPlanner: { winningPlan, rejectedPlans: [] },
      executionStats: {
        executionSuccess: true,
        nReturned: returned,
        totalKeysExamined: run?.counters.keysExamined ?? 0,
        totalDocsExamined: run?.counters.docsExamined ?? 0,
      },
      serverInfo: { host: 'embedded', version: modelVersion },
      ok: 1,
    };
  },
};
