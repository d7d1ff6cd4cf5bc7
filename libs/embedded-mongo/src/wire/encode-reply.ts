import { Double, serialize } from 'bson';
import { isDoc, type Doc } from '../bson/document.ts';
import { enclosed } from '../bson/elements.ts';
import { isInt32 } from '../bson/number.ts';

/** A document that is sent with its stored bytes. */
export class StoredDocument {
  readonly bytes: Buffer;
  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }
}

const okBytes = serialize({ ok: new Double(1) }).subarray(4, -1);

/** Serializes a reply. Stored documents are copied without decoding them. */
export function encodeReply(reply: Doc): Buffer {
  const parts: Uint8Array[] = [];
  for (const [key, value] of Object.entries(reply))
    if (key === 'ok' && value === 1) parts.push(okBytes);
    else addElement(parts, key, key === 'ok' && typeof value === 'number' ? new Double(value) : value);
  return enclosed(parts);
}

function addElement(parts: Uint8Array[], key: string, value: unknown): void {
  if (value instanceof StoredDocument) parts.push(head(0x03, key), value.bytes);
  else if (typeof value === 'number' && isInt32(value)) {
    const bytes = head(0x10, key, 4);
    bytes.writeInt32LE(value, bytes.length - 4);
    parts.push(bytes);
  } else if (Array.isArray(value) && value.some((part) => part instanceof StoredDocument)) {
    const elements: Uint8Array[] = [];
    for (const [at, part] of value.entries()) addElement(elements, String(at), part);
    parts.push(head(0x04, key), enclosed(elements));
  } else if (isDoc(value) && Object.values(value).some(holdsStored))
    parts.push(head(0x03, key), encodeReply(value));
  else parts.push(serialize({ [key]: value }, { ignoreUndefined: false }).subarray(4, -1));
}

const holdsStored = (value: unknown): boolean =>
  value instanceof StoredDocument || (Array.isArray(value) && value[0] instanceof StoredDocument);

/** The type and name of a field, with room for its value. */
function head(type: number, key: string, room = 0): Buffer {
  const length = Buffer.byteLength(key);
  const bytes = Buffer.allocUnsafe(length + 2 + room);
  bytes[0] = type;
  bytes.write(key, 1);
  bytes[length + 1] = 0;
  return bytes;
}
