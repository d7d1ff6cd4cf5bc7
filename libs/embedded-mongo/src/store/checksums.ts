import type { DatabaseSync } from 'node:sqlite';
import { crc32 } from 'node:zlib';
import { MongoFailure } from '../execution/failure.ts';

/** In its row, a document is followed by its checksum. */
export const checksumBytes = 4;
const documentDamaged = 90_001;

/** The number of reads with a wrong checksum in this process. */
export const damagedReads = { count: 0 };

/** The checksum includes the row number, so that a document in a wrong row is detected too. */
export function withChecksum(doc: Buffer, n: number): Buffer {
  const stored = Buffer.allocUnsafe(doc.length + checksumBytes);
  doc.copy(stored);
  stored.writeUInt32LE(crc32(doc, n >>> 0), doc.length);
  return stored;
}

/** Returns the document of a row. Throws if it is damaged, so that a query never returns wrong data. */
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

/** Adds checksums to a store of format 1, inside the transaction that raises the format. */
export function addChecksums(database: DatabaseSync): void {
  database.function('with_checksum', (doc, n) => withChecksum(Buffer.from(doc as Uint8Array), Number(n)));
  const tables = database
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name GLOB 'documents_[0-9]*'")
    .all();
  for (const { name } of tables) database.exec(`UPDATE ${String(name)} SET doc = with_checksum(doc, n)`);
}
