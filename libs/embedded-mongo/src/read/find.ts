import { MongoFailure } from '../execution/failure.ts';
import { decode } from '../bson/decode.ts';
import { decodeFields } from '../bson/elements.ts';
import type { Doc } from '../bson/document.ts';
import type { Collection } from '../store/collection.ts';
import type { Counters, Row } from '../store/scan.ts';
import { matches, rootsOf, type Condition } from '../query/filter.ts';
import { drained, isTurnOver, pause, turnNumber } from '../execution/turn.ts';
import { plan, type Access, type Plan } from './plan.ts';
import { limitsSet, withinLimit } from '../query/regex.ts';
import { sorting, type SortField } from '../query/sort.ts';

/** A matching document. It is decoded when its fields are first read. */
export class Found implements Row {
  readonly n: number;
  readonly bytes: Buffer;
  readonly turn = turnNumber();
  private decoded: Doc | null = null;

  constructor(row: Row) {
    this.n = row.n;
    this.bytes = row.bytes;
  }

  get doc(): Doc {
    return (this.decoded ??= decode(this.bytes));
  }

  /** `roots`: the fields that the condition is about. */
  fits(condition: Condition, roots: ReadonlySet<string> | null): boolean {
    return matches(condition, this.decoded || !roots ? this.doc : decodeFields(this.bytes, roots));
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
  found: Generator<Found | null>;
}

/** With a slow regular expression, this many documents share one time limit. */
const limitedTogether = 64;
const limitedBytes = 65_536;
const largestSort = 100 * 1024 * 1024;

export function search(query: Search): Run {
  const chosen = plan(query.collection, query.condition, query.sort, query.hint);
  const counters: Counters = { keysExamined: 0, docsExamined: 0 };
  return { plan: chosen, counters, found: run(query, chosen, counters) };
}

function* run(query: Search, { access, inOrder }: Plan, counters: Counters): Run['found'] {
  const { skip, limit } = query;
  if (inOrder) {
    let passed = 0;
    const hint = limit > 0 ? Math.min(skip + limit, 512) : 101;
    for (const found of matching(query, access, counters, hint)) {
      if (found !== pause && ++passed <= skip) continue;
      yield found;
      if (limit > 0 && passed >= skip + limit) return;
    }
    return;
  }
  const all: Found[] = [];
  let size = 0;
  yield* drained(matching(query, access, counters, 512), (found) => {
    size += found.bytes.length;
    if (size > largestSort)
      throw new MongoFailure(
        292,
        `Executor error during find command :: caused by :: Sort exceeded memory limit of ${largestSort} bytes, but did not opt in to external sorting.`,
      );
    all.push(found);
  });
  const ordered = yield* sorting(all, query.sort, (found) => found.doc);
  yield* limit > 0 ? ordered.slice(skip, skip + limit) : ordered.slice(skip);
}

function* matching(query: Search, access: Access, counters: Counters, hint: number): Run['found'] {
  const { collection, condition } = query;
  const exact = access.kind === 'id' && access.exact;
  const { generation } = collection;
  const roots = rootsOf(condition);
  const fits = (found: Found): boolean => exact || found.fits(condition, roots);
  let slow = false;
  let block: Found[] = [];
  let bytes = 0;
  for (const row of rows(collection, access, counters, hint)) {
    counters.docsExamined++;
    const found = new Found(row);
    if (!slow) {
      const before = limitsSet();
      const fit = fits(found);
      slow = limitsSet() !== before;
      if (fit) yield found;
    } else if (block.push(found) === limitedTogether || (bytes += row.bytes.length) > limitedBytes) {
      yield* withinLimit(() => block.filter(fits));
      block = [];
      bytes = 0;
    }
    if (isTurnOver(row.bytes.length)) yield pause;
    collection.assertUnchanged(generation);
  }
  if (block.length > 0) yield* withinLimit(() => block.filter(fits));
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

/** Returns each document once, even if it has several keys or is in several branches. */
function* once(entries: Iterable<Row> | Iterable<Row>[]): Generator<Row> {
  const seen = new Set<number>();
  for (const source of Array.isArray(entries) ? entries : [entries])
    for (const row of source) {
      if (seen.has(row.n)) continue;
      seen.add(row.n);
      yield row;
    }
}
