import { notSupported } from '../failure.ts';
import { isDoc, type Doc } from '../bson/document.ts';
import type { Run } from '../query/find.ts';
import { describe } from '../query/plan.ts';
import { search } from '../query/find.ts';
import { parseFilter } from '../query/match.ts';
import { parseSort } from '../query/sort.ts';
import { aggregation } from './aggregate.ts';
import {
  databaseOf,
  docField,
  evaluatorOf,
  flag,
  namespaceOf,
  type Command,
  type Session,
} from './command.ts';
import { modelVersion } from './handshake.ts';
import { findParts } from './read.ts';

/** Runs the search of a command, without changing anything, and tells how it went. */
function explained(body: Doc, session: Session): { run: Run | null; returned: number } {
  const drain = (results: Iterable<unknown>): number => {
    let returned = 0;
    const iterator = results[Symbol.iterator]();
    while (iterator.next().done !== true) returned++;
    return returned;
  };
  if ('find' in body) {
    const { run, results } = findParts(body, session);
    return { run, returned: drain(results) };
  }
  if ('aggregate' in body) {
    const { run, results } = aggregation(namespaceOf(body, 'aggregate'), body['pipeline'], body, session);
    return { run, returned: drain(results) };
  }
  const lookup = (
    name: string,
    filter: Doc,
    sort: unknown,
    limit: number,
  ): { run: Run | null; returned: number } => {
    const collection = session.store.find(namespaceOf(body, name));
    if (!collection) return { run: null, returned: 0 };
    const condition = parseFilter(filter, evaluatorOf(body, session.now()));
    const run = search({
      collection,
      condition,
      sort: parseSort(sort, true),
      skip: 0,
      limit,
      hint: body['hint'],
    });
    return { run, returned: drain(run.found) };
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
  run: (body, session) => {
    const inner = docField(body, 'explain');
    const { run, returned } = explained({ ...inner, $db: databaseOf(body) }, session);
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
