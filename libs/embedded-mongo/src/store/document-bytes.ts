import { serialize } from 'bson';
import { MongoFailure } from '../execution/failure.ts';
import { setField, type Doc } from '../bson/document.ts';
import { replaceFields } from '../bson/elements.ts';
import { bufferOf } from './scan.ts';

const largestDocument = 16 * 1024 * 1024;

const encoded = (doc: Doc): Buffer => bufferOf(serialize(doc, { ignoreUndefined: false }));

export const encodeDocument = (doc: Doc): Buffer => sized(encoded(doc));

/** The encoded document after an update. Fields that the update does not touch keep their stored bytes. */
export function changedDocument(before: Buffer, after: Doc, touches: ReadonlySet<string>): Buffer {
  const fresh: Doc = {};
  for (const name of Object.keys(after)) if (touches.has(name)) setField(fresh, name, after[name]);
  return sized(replaceFields(before, touches, encoded(fresh)));
}

export function sized(bytes: Buffer): Buffer {
  if (bytes.length > largestDocument)
    throw new MongoFailure(
      10334,
      `BSONObj size: ${bytes.length} (0x${bytes.length.toString(16).toUpperCase()}) is invalid. Size must be between 0 and 16793600(16MB)`,
    );
  return bytes;
}
