import { Double, serialize } from 'bson';
import { isDoc, type Doc } from '../bson/document.ts';

/** A document that is sent with its stored bytes. */
export class StoredDocument {
  readonly bytes: Buffer;
  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }
}

const okBytes = Buffer.from(serialize({ ok: new Double(1) })).subarray(4, -1);

/** Serializes a reply. Stored documents are copied without decoding them. */
export function encodeReply(reply: Doc): Buffer {
  const parts: Buffer[] = [];
  for (const [key, value] of Object.entries(reply))
    if (key === 'ok' && value === 1) parts.push(okBytes);
    else parts.push(...element(key, key === 'ok' && typeof value === 'number' ? new Double(value) : value));
  return closed(parts);
}

function element(key: string, value: unknown): Buffer[] {
  if (value instanceof StoredDocument) return [head(0x03, key), value.bytes];
  if (Array.isArray(value) && value.some((part) => part instanceof StoredDocument))
    return [head(0x04, key), closed(value.flatMap((part, at) => element(String(at), part)))];
  if (isDoc(value) && Object.values(value).some(holdsStored)) return [head(0x03, key), encodeReply(value)];
  const bytes = serialize({ [key]: value }, { ignoreUndefined: false });
  return [Buffer.from(bytes.buffer, bytes.byteOffset + 4, bytes.length - 5)];
}

const holdsStored = (value: unknown): boolean =>
  value instanceof StoredDocument || (Array.isArray(value) && value[0] instanceof StoredDocument);

const head = (type: number, key: string): Buffer =>
  Buffer.concat([Buffer.from([type]), Buffer.from(key), Buffer.from([0])]);

function closed(parts: Buffer[]): Buffer {
  const length = parts.reduce((sum, part) => sum + part.length, 5);
  const result = Buffer.allocUnsafe(length);
  result.writeInt32LE(length, 0);
  let at = 4;
  for (const part of parts) at += part.copy(result, at);
  result[at] = 0;
  return result;
}
