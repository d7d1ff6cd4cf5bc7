import { isDoc } from '../bson/document.ts';
import { MongoFailure } from '../execution/failure.ts';

/** Throws for the values that MongoDB does not accept as `_id`. */
export function checkId(id: unknown): void {
  if (Array.isArray(id)) throw new MongoFailure(53, "The '_id' value cannot be of type array");
  if (typeof id === 'object' && id !== null && '_bsontype' in id && id._bsontype === 'BSONRegExp')
    throw new MongoFailure(53, "The '_id' value cannot be of type regex");
  if (isDoc(id))
    for (const key of Object.keys(id))
      if (key.startsWith('$'))
        throw new MongoFailure(
          52,
          `_id fields may not contain '$'-prefixed fields: ${key} is not valid for storage.`,
        );
}
