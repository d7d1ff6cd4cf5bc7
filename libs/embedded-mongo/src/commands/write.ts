import { failedToParse, MongoFailure, notSupported } from '../execution/failure.ts';
import { decode } from '../bson/decode.ts';
import { wholeNumber } from '../bson/number.ts';
import type { Doc } from '../bson/document.ts';
import { expressionCompiler } from '../query/aggregation-expression.ts';
import type { Condition } from '../query/filter.ts';
import { Found } from '../read/find.ts';
import { isSimple } from '../store/indexes.ts';
import { withId } from '../update/upsert-seed.ts';
import { isTurnOver, pause, writing, type Steps } from '../execution/turn.ts';
import { docField, docsField, flag, namespaceOf, type Command, type Session } from './command.ts';
import { modify, remove, type UpdateRequest } from './modify.ts';
import { shownBy } from './read.ts';

const largestBatch = 100_000;

/** Runs the statements of a write command. A failed one is reported with its index; if `ordered`, it is the last. */
function* statements<T>(
  body: Doc,
  list: readonly T[],
  run: (statement: T, index: number) => Steps<void> | undefined,
): Steps<Doc> {
  if (list.length === 0 || list.length > largestBatch)
    throw new MongoFailure(
      16,
      `Write batch sizes must be between 1 and ${largestBatch}. Got ${list.length} operations.`,
    );
  const ordered = body['ordered'] === undefined || flag(body['ordered']);
  const errors: Doc[] = [];
  for (const [index, statement] of list.entries()) {
    try {
      const steps = run(statement, index);
      if (steps) yield* steps;
      if (isTurnOver() && index < list.length - 1) yield pause;
    } catch (error) {
      if (!(error instanceof MongoFailure)) throw error;
      errors.push({ index, code: error.code, errmsg: error.message, ...error.details });
      if (ordered) break;
    }
  }
  return errors.length > 0 ? { writeErrors: errors } : {};
}

function insertOne(namespace: string, doc: Doc | Buffer, session: Session): void {
  const collection = session.store.findOrCreate(namespace);
  const { length } = Buffer.isBuffer(doc)
    ? (collection.insertSent(doc) ?? collection.insert(withId(decode(doc))))
    : collection.insert(withId(doc));
  isTurnOver(length + writing);
}

export const insert: Command = {
  fields: ['documents', 'ordered', 'bypassDocumentValidation', 'bypassEmptyTsReplacement'],
  *run(body, session) {
    const namespace = namespaceOf(body, 'insert');
    let n = 0;
    const documents: readonly (Doc | Buffer)[] =
      session.sent.get('documents') ?? docsField(body, 'documents');
    const errors = yield* statements(body, documents, (doc) => {
      insertOne(namespace, doc, session);
      n++;
      return undefined;
    });
    return { n, ...errors, ok: 1 };
  },
};

const updateFields = new Set([
  'q',
  'u',
  'multi',
  'upsert',
  'arrayFilters',
  'hint',
  'collation',
  'sort',
  'upsertSupplied',
]);

function checkStatement(kind: string, statement: Doc, known: ReadonlySet<string>): void {
  for (const field of Object.keys(statement))
    if (!known.has(field))
      throw new MongoFailure(40415, `BSON field '${kind}.${field}' is an unknown field.`);
}

interface Updated {
  n: number;
  nModified: number;
  upserted: Doc[];
}

// At the top level, because creating a generator function for each call would be slow.
function* updateStatement(
  statement: Doc,
  index: number,
  body: Doc,
  session: Session,
  total: Updated,
): Steps<void> {
  checkStatement('update.updates', statement, updateFields);
  refuseCollation(statement);
  const outcome = yield* modify(
    {
      namespace: namespaceOf(body, 'update'),
      filter: docField(statement, 'q'),
      update: statement['u'],
      multi: flag(statement['multi']),
      upsert: flag(statement['upsert']),
      sort: statement['sort'],
      hint: statement['hint'],
      arrayFilters: statement['arrayFilters'],
    },
    session,
  );
  total.n += outcome.matched;
  total.nModified += outcome.modified;
  if (outcome.upsertedId === undefined) return;
  total.n++;
  total.upserted.push({ index, _id: outcome.upsertedId });
}

export const update: Command = {
  fields: ['updates', 'ordered', 'bypassDocumentValidation', 'bypassEmptyTsReplacement'],
  *run(body, session) {
    const total: Updated = { n: 0, nModified: 0, upserted: [] };
    const errors = yield* statements(body, docsField(body, 'updates'), (statement, index) =>
      updateStatement(statement, index, body, session, total),
    );
    const { n, nModified, upserted } = total;
    return { n, ...(upserted.length > 0 ? { upserted } : {}), nModified, ...errors, ok: 1 };
  },
};

function refuseCollation({ collation }: Doc): void {
  if (collation !== undefined && !isSimple(collation)) throw notSupported('A collation');
}

const deleteFields = new Set(['q', 'limit', 'hint', 'collation']);

function* deleteStatement(statement: Doc, body: Doc, session: Session, total: { n: number }): Steps<void> {
  checkStatement('delete.deletes', statement, deleteFields);
  refuseCollation(statement);
  const limit = wholeNumber(statement['limit'] ?? 0, 'limit');
  if (limit !== 0 && limit !== 1)
    throw failedToParse(`The limit field in delete objects must be 0 or 1. Got ${limit}`);
  const request = {
    namespace: namespaceOf(body, 'delete'),
    filter: docField(statement, 'q'),
    multi: limit === 0,
    hint: statement['hint'],
  };
  total.n += (yield* remove(request, session)).removed;
}

export const deleteCommand: Command = {
  fields: ['deletes', 'ordered'],
  *run(body, session) {
    const total = { n: 0 };
    const errors = yield* statements(body, docsField(body, 'deletes'), (statement) =>
      deleteStatement(statement, body, session, total),
    );
    return { ...total, ...errors, ok: 1 };
  },
};

export const findAndModify: Command = {
  fields: [
    'query',
    'sort',
    'remove',
    'update',
    'new',
    'fields',
    'upsert',
    'arrayFilters',
    'hint',
    'collation',
    'bypassDocumentValidation',
    'bypassEmptyTsReplacement',
  ],
  *run(body, session) {
    const name = 'findAndModify' in body ? 'findAndModify' : 'findandmodify';
    const namespace = namespaceOf(body, name);
    const removing = flag(body['remove']);
    if (removing === (body['update'] !== undefined))
      throw failedToParse(
        removing
          ? 'Cannot specify both an update and remove=true'
          : 'Either an update or remove=true must be specified',
      );
    if (removing && (flag(body['upsert']) || flag(body['new'])))
      throw failedToParse(
        flag(body['new'])
          ? "Cannot specify both new=true and remove=true; 'remove' always returns the deleted document"
          : 'Cannot specify both upsert=true and remove=true',
      );
    const show = shownBy(docField(body, 'fields'), expressionCompiler(session.now()));
    const shown = (bytes: Buffer | null, condition: Condition): unknown =>
      bytes && show(new Found({ n: 0, bytes }), condition);
    if (removing) {
      const { removed, before, condition } = yield* remove(
        {
          namespace,
          filter: docField(body, 'query'),
          multi: false,
          sort: body['sort'],
          hint: body['hint'],
        },
        session,
      );
      return { lastErrorObject: { n: removed }, value: shown(before, condition), ok: 1 };
    }
    const request: UpdateRequest = {
      namespace,
      filter: docField(body, 'query'),
      update: body['update'],
      multi: false,
      upsert: flag(body['upsert']),
      sort: body['sort'],
      hint: body['hint'],
      arrayFilters: body['arrayFilters'],
    };
    const outcome = yield* modify(request, session);
    const existed = outcome.matched > 0;
    const lastErrorObject: Doc = {
      n: existed || outcome.upsertedId !== undefined ? 1 : 0,
      updatedExisting: existed,
    };
    if (outcome.upsertedId !== undefined) lastErrorObject['upserted'] = outcome.upsertedId;
    const bytes = flag(body['new']) ? outcome.after : outcome.before;
    return { lastErrorObject, value: shown(bytes, outcome.condition), ok: 1 };
  },
};
