import { serialize } from 'bson';
import { MongoFailure } from '../execution/failure.ts';
import { setField, type Doc } from '../bson/document.ts';
import { appendedArray, replaceFields } from '../bson/elements.ts';
import { bufferOf } from './scan.ts';

const largestDocument = 16 * 1024 * 1024;

const encoded = (doc: Doc): Buffer => bufferOf(serialize(doc, { ignoreUndefined: false }));

export const encodeDocument = (doc: Doc): Buffer => sized(encoded(doc));

/** The encoded array field `field` with these values appended; null if the field is missing or no array. */
export const withAppended = (bytes: Buffer, field: string, values: readonly unknown[]): Buffer | null =>
  appendedArray(bytes, field, (first) =>
    encoded(Object.fromEntries(values.map((value, at) => [String(first + at), value]))),
  );

/**
 * The encoded document after an update. Fields that the update does not touch keep their stored bytes. `ready` has touched
 * fields that are encoded already.
 */
export function changedDocument(
  before: Buffer,
  after: Doc,
  touches: ReadonlySet<string>,
  ready: ReadonlyMap<string, Buffer>,
): Buffer {
  const fresh: Doc = {};
  for (const name of Object.keys(after)) if (touches.has(name)) setField(fresh, name, after[name]);
  return sized(replaceFields(before, touches, encoded(fresh), ready));
}

export function sized(bytes: Buffer): Buffer {
  if (bytes.length > largestDocument)
    throw new MongoFailure(
      10334,
      `BSONObj size: ${bytes.length} (0x${bytes.length.toString(16).toUpperCase()}) is invalid. Size must be between 0 and 16793600(16MB)`,
    );
  return bytes;
}
