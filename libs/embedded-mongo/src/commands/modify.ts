import { failedToParse } from '../execution/failure.ts';
import { decode } from '../bson/decode.ts';
import { decodeFields } from '../bson/elements.ts';
import { getField, type Doc } from '../bson/document.ts';
import { Found, search } from '../read/find.ts';
import { parseFilter, rootsOf, type Condition } from '../query/filter.ts';
import { expressionCompiler } from '../query/aggregation-expression.ts';
import { parseSort } from '../query/sort.ts';
import { withAppended } from '../store/document-bytes.ts';
import type { Collection } from '../store/collection.ts';
import { refuseNewId, upsertSeed, withId } from '../update/upsert-seed.ts';
import { drained, isTurnOver, pause, turnNumber, writing, type Steps } from '../execution/turn.ts';
import { parseUpdate, type Update } from '../update/update.ts';
import type { Session } from './command.ts';
import { noteCost } from './read.ts';

/** One update of a client, from an update, findAndModify or bulkWrite command. */
export interface UpdateRequest {
  namespace: string;
  filter: Doc;
  update: unknown;
  multi: boolean;
  upsert: boolean;
  sort: unknown;
  hint: unknown;
  arrayFilters: unknown;
}

export interface UpdateOutcome {
  matched: number;
  modified: number;
  upsertedId?: unknown;
  /** The document of a findAndModify, before and after the change. */
  before: Buffer | null;
  after: Buffer | null;
  condition: Condition;
}

export function* modify(request: UpdateRequest, session: Session): Steps<UpdateOutcome> {
  const now = session.now();
  const compileExpression = expressionCompiler(now);
  const condition = parseFilter(request.filter, compileExpression);
  const update = parseUpdate(request.update, { compileExpression, arrayFilters: request.arrayFilters, now });
  if (request.multi && update.isReplacement)
    throw failedToParse('multi update is not supported for replacement-style update');
  if (request.multi && request.sort !== undefined) throw failedToParse('Cannot specify sort with multi=true');
  const outcome: UpdateOutcome = { matched: 0, modified: 0, before: null, after: null, condition };
  const change = (one: Found, collection: Collection): void => {
    const bytes = changed(collection, one, update, condition);
    outcome.matched++;
    if (bytes) outcome.modified++;
    outcome.before = one.bytes;
    outcome.after = bytes ?? one.bytes;
  };
  if ((yield* eachMatch(request, condition, session, change)) || !request.upsert) return outcome;
  session.store.atomically(() => {
    const doc = inserted(condition, update);
    outcome.after = session.store.findOrCreate(request.namespace).insert(doc);
    outcome.upsertedId = doc['_id'];
  });
  return outcome;
}

interface Target {
  namespace: string;
  multi: boolean;
  sort?: unknown;
  hint: unknown;
}

/**
 * Finds all matches before the first change, because a change could move a document ahead of the search. Changes within
 * one turn take effect together. Returns whether anything matched.
 */
function* eachMatch(
  { namespace, multi, sort, hint }: Target,
  condition: Condition,
  session: Session,
  change: (one: Found, collection: Collection) => void,
): Steps<boolean> {
  const order = parseSort(sort, true);
  for (;;) {
    const collection = session.store.find(namespace);
    if (!collection) return false;
    const run = search({ collection, condition, sort: order, skip: 0, limit: multi ? 0 : 1, hint });
    const found: Found[] = [];
    yield* drained(run.found, (one) => found.push(one));
    noteCost(run, session);
    if (found.length === 0) return false;
    let [at, changes] = [0, 0];
    while (at < found.length) {
      session.store.atomically(() => {
        do {
          const one = current(found[at++] as Found, collection, condition);
          if (!one) continue;
          change(one, collection);
          changes++;
        } while (!isTurnOver(writing) && at < found.length);
      });
      if (at < found.length) yield pause;
    }
    // Another command has changed the found document in the meantime, so the search is repeated.
    if (multi || changes > 0) return changes > 0;
  }
}

/** The current document, if other commands may have run since it was found; null if it no longer matches. */
function current(found: Found, collection: Collection, condition: Condition): Found | null {
  if (found.turn === turnNumber()) return found;
  const row = collection.byRow(found.n);
  const now = row && new Found(row);
  return now?.fits(condition, rootsOf(condition)) ? now : null;
}

function changed(collection: Collection, found: Found, update: Update, condition: Condition): Buffer | null {
  const { touches } = update;
  const roots = touches && rootsOf(condition);
  const wanted = touches && roots && collection.fieldsFor(touches, roots);
  const appended = wanted ? appendedTo(collection, found, update, roots) : new Map<string, Buffer>();
  for (const field of appended.keys()) wanted?.delete(field);
  for (const field of update.replaces) if (!roots?.has(field)) wanted?.delete(field);
  const doc = wanted ? decodeFields(found.bytes, wanted) : decode(found.bytes);
  const after = update.apply(doc, condition, false, new Set(appended.keys()));
  if (!touches || touches.has('_id')) refuseNewId(getField(found.doc, '_id'), after, touches === null);
  return collection.update(found, after, touches, appended);
}

/**
 * The arrays to which the update only appends, encoded. Histories and outboxes grow with each change of a document, and
 * decoding them was the largest part of it. An array that the filter or an index is about is decoded like any other.
 */
function appendedTo(
  collection: Collection,
  { bytes }: Found,
  { appends }: Update,
  filter: ReadonlySet<string>,
): Map<string, Buffer> {
  const appended = new Map<string, Buffer>();
  for (const [field, values] of appends) {
    if (filter.has(field) || collection.isIndexed(field)) continue;
    const array = withAppended(bytes, field, values);
    if (array) appended.set(field, array);
  }
  return appended;
}

function inserted(condition: Condition, update: Update): Doc {
  const seed = upsertSeed(condition, update.isReplacement);
  const id = getField(seed, '_id');
  const doc = update.apply(seed, condition, true);
  if (id !== undefined) refuseNewId(id, doc, update.touches === null);
  return withId(doc);
}

export interface DeleteRequest {
  namespace: string;
  filter: Doc;
  multi: boolean;
  sort?: unknown;
  hint: unknown;
}

export function* remove(
  request: DeleteRequest,
  session: Session,
): Steps<{ removed: number; before: Buffer | null; condition: Condition }> {
  const condition = parseFilter(request.filter, expressionCompiler(session.now()));
  const outcome = { removed: 0, before: null as Buffer | null, condition };
  yield* eachMatch(request, condition, session, (one, collection) => {
    collection.remove(one);
    outcome.removed++;
    outcome.before ??= one.bytes;
  });
  return outcome;
}
