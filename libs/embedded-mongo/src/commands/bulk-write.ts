import { Double } from 'bson';
import { badValue, MongoFailure } from '../failure.ts';
import { isDoc, type Doc } from '../bson/document.ts';
import { isNumber, toDouble } from '../bson/number.ts';
import { isTurnOver, pause, type Steps } from '../turn.ts';
import { docField, docsField, flag, type Command, type Session } from './command.ts';
import { modify, remove } from './modify.ts';
import { insertOne, refuseCollation, scopeOf } from './write.ts';

interface Totals {
  nErrors: number;
  nInserted: number;
  nMatched: number;
  nModified: number;
  nUpserted: number;
  nDeleted: number;
}

/** MongoDB 8's write to several collections. */
export const bulkWrite: Command = {
  fields: ['ops', 'nsInfo', 'ordered', 'errorsOnly', 'cursor', 'let', 'bypassDocumentValidation'],
  *run(body, session) {
    const namespaces = docsField(body, 'nsInfo').map(({ ns }) => String(ns));
    const ordered = body['ordered'] === undefined || flag(body['ordered']);
    const totals: Totals = { nErrors: 0, nInserted: 0, nMatched: 0, nModified: 0, nUpserted: 0, nDeleted: 0 };
    const results: Doc[] = [];
    for (const [idx, operation] of docsField(body, 'ops').entries()) {
      try {
        const outcome = yield* one(operation, namespaces, body, session, totals);
        if (!flag(body['errorsOnly'])) results.push({ ok: new Double(1), idx, ...outcome });
      } catch (error) {
        if (!(error instanceof MongoFailure)) throw error;
        totals.nErrors++;
        results.push({
          ok: new Double(0),
          idx,
          code: error.code,
          errmsg: error.message,
          n: 0,
          ...error.details,
        });
        if (ordered) break;
      }
    }
    const reply = yield* session.cursors.first(
      'admin.$cmd.bulkWrite',
      results.values(),
      batchSizeOf(docField(body, 'cursor')),
      false,
      session.now().getTime(),
    );
    return { ...reply, ...totals, ok: 1 };
  },
};

const batchSizeOf = ({ batchSize }: Doc): number => (isNumber(batchSize) ? toDouble(batchSize) : Infinity);

function* one(
  operation: Doc,
  namespaces: readonly string[],
  body: Doc,
  session: Session,
  totals: Totals,
): Steps<Doc> {
  if (isTurnOver()) yield pause;
  refuseCollation(operation);
  const kind = ['insert', 'update', 'delete'].find((name) => isNumber(operation[name]));
  const at = kind === undefined ? undefined : operation[kind];
  const namespace = isNumber(at) ? namespaces[toDouble(at)] : undefined;
  if (namespace === undefined)
    throw badValue('BulkWrite needs an insert, update or delete with an index into nsInfo');
  if (kind === 'insert') {
    const { document } = operation;
    if (!isDoc(document))
      throw badValue("BSON field 'bulkWrite.insert.document' is missing but a required field");
    session.store.atomically(() => insertOne(namespace, document, session));
    totals.nInserted++;
    return { n: 1 };
  }
  const filter = docField(operation, 'filter');
  const multi = flag(operation['multi']);
  if (kind === 'delete') {
    const { removed } = yield* remove(
      { namespace, filter, multi, hint: operation['hint'], scope: body },
      session,
    );
    totals.nDeleted += removed;
    return { n: removed };
  }
  const outcome = yield* modify(
    {
      namespace,
      filter,
      update: operation['updateMods'],
      multi,
      upsert: flag(operation['upsert']),
      sort: operation['sort'],
      hint: operation['hint'],
      arrayFilters: operation['arrayFilters'],
      scope: scopeOf(body, operation['constants']),
    },
    session,
  );
  totals.nMatched += outcome.matched;
  totals.nModified += outcome.modified;
  if (outcome.upsertedId === undefined) return { n: outcome.matched, nModified: outcome.modified };
  totals.nUpserted++;
  return { n: 1, nModified: 0, upserted: { _id: outcome.upsertedId } };
}
