import { MongoFailure } from '../failure.ts';
import { decode } from '../bson/decode.ts';
import type { Doc } from '../bson/document.ts';
import type { Collection } from '../store/collection.ts';
import type { Counters, Row } from '../store/scan.ts';
import { matches, type Condition } from './match.ts';
import { plan, type Access, type Plan } from './plan.ts';
import { sorted, type SortField } from './sort.ts';

/** A document that matched; decoded only when somebody looks inside. */
export class Found implements Row {
  readonly n: number;
  readonly bytes: Buffer;
  private decoded: Doc | null = null;

  constructor(row: Row) {
    this.n = row.n;
    this.bytes = row.bytes;
  }

  get doc(): Doc {
    return (this.decoded ??= decode(this.bytes));
  }
}

export interface Search {
  collection: Collection;
  condition: Condition;
  sort: readonly SortField[];
  skip: number;
  /** 0: all */
  limit: number;
  hint: unknown;
}

export interface Run {
  plan: Plan;
  counters: Counters;
  found: Generator<Found>;
}

const largestSort = 100 * 1024 * 1024;

export function search(query: Search): Run {
  const chosen = plan(query.collection, query.condition, query.sort, query.hint);
  const counters: Counters = { keysExamined: 0, docsExamined: 0 };
  return { plan: chosen, counters, found: run(query, chosen, counters) };
}

function* run(query: Search, { access, inOrder }: Plan, counters: Counters): Generator<Found> {
  const { skip, limit } = query;
  if (inOrder) {
    let passed = 0;
    const hint = limit > 0 ? Math.min(skip + limit, 512) : 101;
    for (const found of matching(query, access, counters, hint)) {
      passed++;
      if (passed <= skip) continue;
      yield found;
      if (limit > 0 && passed >= skip + limit) return;
    }
    return;
  }
  const all: Found[] = [];
  let size = 0;
  for (const found of matching(query, access, counters, 512)) {
    size += found.bytes.length;
    if (size > largestSort)
      throw new MongoFailure(
        292,
        `Executor error during find command :: caused by :: Sort exceeded memory limit of ${largestSort} bytes, but did not opt in to external sorting.`,
      );
    all.push(found);
  }
  const ordered = sorted(all, query.sort, (found) => found.doc);
  yield* limit > 0 ? ordered.slice(skip, skip + limit) : ordered.slice(skip);
}

function* matching(query: Search, access: Access, counters: Counters, hint: number): Generator<Found> {
  const exact = access.kind === 'id' && access.exact;
  for (const row of rows(query.collection, access, counters, hint)) {
    counters.docsExamined++;
    const found = new Found(row);
    if (exact || matches(query.condition, found.doc)) yield found;
  }
}

function* rows(collection: Collection, access: Access, counters: Counters, hint: number): Generator<Row> {
  switch (access.kind) {
    case 'id': {
      const row = collection.byId(access.id);
      if (!row) return;
      counters.keysExamined++;
      yield row;
      return;
    }
    case 'natural':
      yield* collection.natural(access.reverse, hint);
      return;
    case 'index': {
      const { index, intervals, reverse } = access;
      const scan = index ? index.scan(reverse) : collection.idScan(reverse);
      const entries = scan.rows(intervals, counters, hint);
      if ((index?.multikey.size ?? 0) > 0) yield* once(entries);
      else yield* entries;
      return;
    }
    case 'union':
      yield* once(access.branches.map((branch) => rows(collection, branch, counters, hint)));
  }
}

/** A document with several keys, or in several branches, counts once. */
function* once(entries: Iterable<Row> | Iterable<Row>[]): Generator<Row> {
  const seen = new Set<number>();
  for (const source of Array.isArray(entries) ? entries : [entries])
    for (const row of source) {
      if (seen.has(row.n)) continue;
      seen.add(row.n);
      yield row;
    }
}
