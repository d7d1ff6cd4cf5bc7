import { ObjectId } from 'bson';
import { MongoFailure } from '../execution/failure.ts';
import { equal } from '../bson/compare.ts';
import { getField, setField, type Doc } from '../bson/document.ts';
import { conjuncts, type Condition } from '../query/filter.ts';
import { partsOf } from '../query/path.ts';
import { change } from './change-path.ts';

/** The initial document of an upsert: the equality conditions of the filter. */
export function upsertSeed(condition: Condition, replacing: boolean): Doc {
  const doc: Doc = {};
  const seen: string[] = [];
  for (const part of conjuncts(condition)) {
    if (part.kind !== 'field') continue;
    let value = part.argument;
    if (part.operator === '$in' && Array.isArray(value) && value.length === 1) value = value[0];
    else if (part.operator !== '$eq') continue;
    if (replacing && part.path !== '_id') continue;
    for (const other of seen)
      if (other === part.path || other.startsWith(`${part.path}.`) || part.path.startsWith(`${other}.`))
        throw new MongoFailure(54, `cannot infer query fields to set, path '${part.path}' is matched twice`);
    seen.push(part.path);
    change(doc, partsOf(part.path), { creates: true, apply: () => value });
  }
  return doc;
}

/** The final document of an upsert, with `_id` first. It is generated if it is missing. */
export function withId(doc: Doc): Doc {
  const id = getField(doc, '_id');
  if (id !== undefined && Object.keys(doc)[0] === '_id') return doc;
  const result: Doc = { _id: id === undefined ? new ObjectId() : id };
  for (const key of Object.keys(doc)) if (key !== '_id') setField(result, key, doc[key]);
  return result;
}

export function refuseNewId(before: unknown, after: Doc, replacing: boolean): void {
  const id = getField(after, '_id');
  if (id !== undefined && equal(before, id)) return;
  throw new MongoFailure(
    66,
    replacing
      ? `After applying the update, the (immutable) field '_id' was found to have been altered to _id: ${String(id)}`
      : "Performing an update on the path '_id' would modify the immutable field '_id'",
  );
}
