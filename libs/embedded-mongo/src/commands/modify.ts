import { failedToParse } from '../failure.ts';
import { decode } from '../bson/decode.ts';
import { getField, type Doc } from '../bson/document.ts';
import { search, type Found } from '../query/find.ts';
import { parseFilter, type Condition } from '../query/match.ts';
import { parseSort } from '../query/sort.ts';
import type { Collection } from '../store/collection.ts';
import { refuseNewId, upsertSeed, withId } from '../update/identity.ts';
import { parseUpdate, type Update } from '../update/update.ts';
import { evaluatorOf, variablesOf, type Session } from './command.ts';
import { noteCost } from './read.ts';

/** One update as a client asks for it, in an update, a findAndModify or a bulkWrite. */
export interface UpdateRequest {
  namespace: string;
  filter: Doc;
  update: unknown;
  multi: boolean;
  upsert: boolean;
  sort: unknown;
  hint: unknown;
  arrayFilters: unknown;
  /** Carries `let`, and the constants of a pipeline update. */
  scope: Doc;
}

export interface UpdateOutcome {
  matched: number;
  modified: number;
  upsertedId?: unknown;
  /** Of the one document that a findAndModify is about. */
  before: Buffer | null;
  after: Buffer | null;
  condition: Condition;
}

export function modify(request: UpdateRequest, session: Session): UpdateOutcome {
  const now = session.now();
  const evaluate = evaluatorOf(request.scope, now);
  const condition = parseFilter(request.filter, evaluate);
  const update = parseUpdate(request.update, {
    evaluate,
    variables: variablesOf(request.scope, now),
    arrayFilters: request.arrayFilters,
    now,
  });
  if (request.multi && update.isReplacement)
    throw failedToParse('multi update is not supported for replacement-style update');
  if (request.multi && request.sort !== undefined) throw failedToParse('Cannot specify sort with multi=true');
  const { store } = session;
  const outcome: UpdateOutcome = { matched: 0, modified: 0, before: null, after: null, condition };
  const collection = store.find(request.namespace);
  const found = collection ? matching(collection, condition, request, session) : [];
  if (found.length === 0) {
    if (!request.upsert) return outcome;
    const target = collection ?? store.findOrCreate(request.namespace);
    const doc = inserted(condition, update);
    outcome.after = target.insert(doc);
    outcome.upsertedId = doc['_id'];
    return outcome;
  }
  const change = (one: Found): void => {
    const bytes = changed(collection as Collection, one, update, condition);
    outcome.matched++;
    if (bytes) outcome.modified++;
    outcome.before = one.bytes;
    outcome.after = bytes ?? one.bytes;
  };
  if (found.length === 1) found.forEach(change);
  else store.atomically(() => found.forEach(change));
  return outcome;
}

/** All matches are known before the first change, which might move a document ahead of the search. */
function matching(
  collection: Collection,
  condition: Condition,
  request: { multi: boolean; sort?: unknown; hint: unknown },
  session: Session,
): Found[] {
  const run = search({
    collection,
    condition,
    sort: parseSort(request.sort, true),
    skip: 0,
    limit: request.multi ? 0 : 1,
    hint: request.hint,
  });
  const found = [...run.found];
  noteCost(run, session);
  return found;
}

function changed(collection: Collection, found: Found, update: Update, condition: Condition): Buffer | null {
  // The update works on its own copy: what the document was is still needed for its indexes.
  const after = update.apply(decode(found.bytes), condition, false);
  refuseNewId(getField(found.doc, '_id'), after, update.touches === null);
  return collection.update(found, () => found.doc, after, update.touches);
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
  scope: Doc;
}

export function remove(
  request: DeleteRequest,
  session: Session,
): { removed: number; before: Buffer | null; condition: Condition } {
  const condition = parseFilter(request.filter, evaluatorOf(request.scope, session.now()));
  const collection = session.store.find(request.namespace);
  if (!collection) return { removed: 0, before: null, condition };
  const found = matching(collection, condition, request, session);
  for (const one of found) collection.remove(one);
  return { removed: found.length, before: found[0]?.bytes ?? null, condition };
}
