import type { DatabaseSync } from 'node:sqlite';
import { crc32 } from 'node:zlib';
import { MongoFailure } from '../failure.ts';

/** A document lies in its row with its checksum behind it. */
export const checksumBytes = 4;
const documentDamaged = 90_001;

/** How often a document did not fit its checksum, in this process. */
export const damagedReads = { count: 0 };

/** The row's number is part of it: a document under another number is as wrong as one with another bit. */
export function withChecksum(doc: Buffer, n: number): Buffer {
  const stored = Buffer.allocUnsafe(doc.length + checksumBytes);
  doc.copy(stored);
  stored.writeUInt32LE(crc32(doc, n >>> 0), doc.length);
  return stored;
}

/** The document of a row. One that is not as it was written is an error, never an answer. */
export function documentIn(stored: Uint8Array, n: number, table: string): Buffer {
  const bytes = Buffer.from(stored.buffer, stored.byteOffset, stored.byteLength);
  const length = bytes.length - checksumBytes;
  if (length > 0) {
    const doc = bytes.subarray(0, length);
    if (crc32(doc, n >>> 0) === bytes.readUInt32LE(length)) return doc;
  }
  damagedReads.count++;
  throw new MongoFailure(
    documentDamaged,
    `the document in row ${n} of ${table} is damaged on the disk; restore the store from a backup`,
  );
}

/** Format 1 had no checksums. Runs inside the transaction that raises the format. */
export function addChecksums(database: DatabaseSync): void {
  database.function('with_checksum', (doc, n) => withChecksum(Buffer.from(doc as Uint8Array), Number(n)));
  const tables = database
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name GLOB 'documents_[0-9]*'")
    .all();
  for (const { name } of tables) database.exec(`UPDATE ${String(name)} SET doc = with_checksum(doc, n)`);
}
