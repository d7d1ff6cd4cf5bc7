import { serialize } from 'bson';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { MongoFailure } from '../failure.ts';
import { decode } from '../bson/decode.ts';
import { getField, setField, type Doc } from '../bson/document.ts';
import { decodeFields, namesAndFields, replaceFields } from '../bson/elements.ts';
import { encodeKey } from '../bson/key.ts';
import { checksumBytes, documentIn, withChecksum } from './checked.ts';
import { checkId } from './document-id.ts';
import { duplicate, IndexTable } from './index-table.ts';
import type { IndexEntry, IndexSpec } from './indexes.ts';
import { bufferOf, IndexScan, type Row } from './scan.ts';

export interface CollectionEntry {
  indexes: IndexEntry[];
}

const largestDocument = 16 * 1024 * 1024;
export const idIndex: IndexSpec = { name: '_id_', key: { _id: 1 } };

const encoded = (doc: Doc): Buffer => bufferOf(serialize(doc, { ignoreUndefined: false }));

const encodeDocument = (doc: Doc): Buffer => sized(encoded(doc));

function changedDocument(before: Buffer, after: Doc, touches: ReadonlySet<string>): Buffer {
  const fresh: Doc = {};
  for (const name of Object.keys(after)) if (touches.has(name)) setField(fresh, name, after[name]);
  return sized(replaceFields(before, touches, encoded(fresh)));
}

function sized(bytes: Buffer): Buffer {
  if (bytes.length > largestDocument)
    throw new MongoFailure(
      10334,
      `BSONObj size: ${bytes.length} (0x${bytes.length.toString(16).toUpperCase()}) is invalid. Size must be between 0 and 16793600(16MB)`,
    );
  return bytes;
}

/**
 * The documents of one namespace and their indexes. All checks run before the first statement, so a rejected document
 * leaves no trace. The caller manages the transaction.
 */
export class Collection {
  readonly namespace: string;
  readonly id: number;
  readonly entry: CollectionEntry;
  readonly indexes = new Map<string, IndexTable>();
  /** Changes when the collection or an index is dropped, so that running searches stop. */
  generation = 0;
  private readonly database: DatabaseSync;
  private readonly table: string;
  private readonly changed: (collection: Collection) => void;
  private readonly run: Record<
    'insert' | 'update' | 'remove' | 'byId' | 'byRow' | 'count' | 'size',
    StatementSync
  >;
  private readonly idScans = new Map<boolean, IndexScan>();
  private readonly naturalScans = new Map<boolean, StatementSync>();
  /** The row number of the next document. Its checksum needs the number before the insert. */
  private nextRow = 1;

  constructor(
    database: DatabaseSync,
    namespace: string,
    id: number,
    entry: CollectionEntry,
    changed: (collection: Collection) => void,
  ) {
    this.database = database;
    this.namespace = namespace;
    this.id = id;
    this.entry = entry;
    this.changed = changed;
    this.table = `documents_${id}`;
    database.exec(
      `CREATE TABLE IF NOT EXISTS ${this.table} (n INTEGER PRIMARY KEY, k BLOB NOT NULL UNIQUE, doc BLOB NOT NULL)`,
    );
    this.nextRow = Number(
      database.prepare(`SELECT coalesce(max(n), 0) + 1 AS n FROM ${this.table}`).get()?.['n'],
    );
    const arrays = (sql: string): StatementSync => {
      const statement = database.prepare(sql);
      statement.setReturnArrays(true);
      return statement;
    };
    this.run = {
      insert: database.prepare(`INSERT INTO ${this.table}(n, k, doc) VALUES (?, ?, ?)`),
      update: database.prepare(`UPDATE ${this.table} SET doc = ? WHERE n = ?`),
      remove: database.prepare(`DELETE FROM ${this.table} WHERE n = ?`),
      byId: arrays(`SELECT n, doc FROM ${this.table} WHERE k = ?`),
      byRow: arrays(`SELECT n, doc FROM ${this.table} WHERE n = ?`),
      count: arrays(`SELECT count(*) FROM ${this.table}`),
      size: arrays(`SELECT coalesce(sum(length(doc) - ${checksumBytes}), 0) FROM ${this.table}`),
    };
    for (const index of entry.indexes)
      this.indexes.set(index.spec.name, new IndexTable(database, this.table, index));
  }

  get specs(): IndexSpec[] {
    return [idIndex, ...[...this.indexes.values()].map(({ entry }) => entry.spec)];
  }

  count(): number {
    return (this.run.count.get() as unknown as [number])[0];
  }

  size(): number {
    return (this.run.size.get() as unknown as [number])[0];
  }

  byId(id: unknown): Row | null {
    return this.byKey(encodeKey([id]));
  }

  byKey(key: Uint8Array): Row | null {
    return this.rowOf(this.run.byId.get(key));
  }

  byRow(n: number): Row | null {
    return this.rowOf(this.run.byRow.get(n));
  }

  private rowOf(cells: unknown): Row | null {
    const found = cells as [number, Uint8Array] | undefined;
    return found ? { n: found[0], bytes: documentIn(found[1], found[0], this.table) } : null;
  }

  /** In the order of insertion. */
  *natural(reverse: boolean, hint: number): Generator<Row> {
    let statement = this.naturalScans.get(reverse);
    if (!statement) {
      statement = this.database.prepare(
        reverse
          ? `SELECT n, doc FROM ${this.table} WHERE n < ? ORDER BY n DESC LIMIT ?`
          : `SELECT n, doc FROM ${this.table} WHERE n > ? ORDER BY n LIMIT ?`,
      );
      statement.setReturnArrays(true);
      this.naturalScans.set(reverse, statement);
    }
    let after = reverse ? Number.MAX_SAFE_INTEGER : -1;
    let block = Math.min(512, Math.max(1, hint));
    for (;;) {
      const rows = statement.all(after, block) as unknown as [number, Uint8Array][];
      for (const [n, doc] of rows) yield { n, bytes: documentIn(doc, n, this.table) };
      const last = rows.at(-1);
      if (!last || rows.length < block) return;
      after = last[0];
      block = Math.min(512, block * 4);
    }
  }

  idScan(reverse: boolean): IndexScan {
    let scan = this.idScans.get(reverse);
    if (!scan) {
      scan = new IndexScan(this.database, this.table, `SELECT k, n, doc FROM ${this.table}`, reverse);
      this.idScans.set(reverse, scan);
    }
    return scan;
  }

  /** Inserts a document that already has its `_id` as its first field. */
  insert(doc: Doc): Buffer {
    return this.store(doc, () => encodeDocument(doc));
  }

  /**
   * Inserts the bytes that a client sent, and decodes only the indexed fields. Returns null if they cannot be stored as
   * they are: the first field is not `_id`, or a field is there twice.
   */
  insertSent(sent: Buffer): Buffer | null {
    const indexed = new Set(['_id', ...rootsOf([...this.indexes.values()])]);
    const { names, fields } = namesAndFields(sent, indexed);
    if (names[0] !== '_id' || new Set(names).size !== names.length) return null;
    return this.store(fields, () => sized(sent));
  }

  /** `doc` has at least the indexed fields. */
  private store(doc: Doc, encode: () => Buffer): Buffer {
    const id = getField(doc, '_id');
    checkId(id);
    const bytes = encode();
    const key = encodeKey([id]);
    if (this.byKey(key)) throw duplicate(this.namespace, '_id_', { _id: 1 }, { _id: id });
    const writes = [...this.indexes.values()].map((index) => {
      const { keys, arrays } = index.keys(doc);
      index.refuseDuplicates(this.namespace, doc, keys, -1);
      return { index, keys, arrays };
    });
    const n = this.nextRow++;
    this.run.insert.run(n, key, withChecksum(bytes, n));
    for (const { index, keys, arrays } of writes) {
      this.noteArrays(index, arrays);
      for (const key of keys) index.insert(key, n);
    }
    return bytes;
  }

  private indexesOn(touches: ReadonlySet<string> | null): IndexTable[] {
    const all = [...this.indexes.values()];
    return touches ? all.filter(({ shape }) => [...shape.roots].some((root) => touches.has(root))) : all;
  }

  /** The fields that an update must know: those of its filter, those that it touches, and those of the touched indexes. */
  fieldsFor(touches: ReadonlySet<string>, filter: ReadonlySet<string>): Set<string> {
    return new Set([...filter, ...touches, ...rootsOf(this.indexesOn(touches))]);
  }

  /**
   * Returns the new bytes, or null if nothing changed. With `touches`, only these fields are taken from `after`, and the
   * bytes of all others stay; then `after` needs no more than the fields of `fieldsFor`.
   */
  update(row: Row, after: Doc, touches: ReadonlySet<string> | null): Buffer | null {
    const bytes = touches ? changedDocument(row.bytes, after, touches) : encodeDocument(after);
    if (bytes.equals(row.bytes)) return null;
    const writes = [];
    const indexes = this.indexesOn(touches);
    const before = decodeFields(row.bytes, new Set(rootsOf(indexes)));
    for (const index of indexes) {
      const old = index.keys(before).keys;
      const { keys, arrays } = index.keys(after);
      const removed = without(old, keys);
      const added = without(keys, old);
      index.refuseDuplicates(this.namespace, after, added, row.n);
      writes.push({ index, removed, added, arrays });
    }
    this.run.update.run(withChecksum(bytes, row.n), row.n);
    for (const { index, removed, added, arrays } of writes) {
      this.noteArrays(index, arrays);
      for (const key of removed) index.remove(key, row.n);
      for (const key of added) index.insert(key, row.n);
    }
    return bytes;
  }

  remove(row: Row, doc?: Doc): void {
    if (this.indexes.size > 0) {
      const removed = doc ?? decode(row.bytes);
      for (const index of this.indexes.values())
        for (const key of index.keys(removed).keys) index.remove(key, row.n);
    }
    this.run.remove.run(row.n);
  }

  createIndex(spec: IndexSpec): void {
    const serial = Math.max(0, ...this.entry.indexes.map(({ table }) => Number(table.split('_').at(-1)))) + 1;
    const entry: IndexEntry = { spec, table: `index_${this.id}_${serial}`, multikey: [] };
    IndexTable.create(this.database, entry.table);
    const index = new IndexTable(this.database, this.table, entry);
    for (const row of this.natural(false, 512)) {
      const doc = decode(row.bytes);
      const { keys, arrays } = index.keys(doc);
      index.refuseDuplicates(this.namespace, doc, keys, row.n);
      this.noteArrays(index, arrays, false);
      for (const key of keys) index.insert(key, row.n);
    }
    this.entry.indexes.push(entry);
    this.indexes.set(spec.name, index);
    this.changed(this);
  }

  dropIndex(name: string): void {
    const index = this.indexes.get(name);
    if (!index) throw new MongoFailure(27, `index not found with name [${name}]`);
    this.generation++;
    this.database.exec(`DROP TABLE ${index.entry.table}`);
    this.indexes.delete(name);
    this.entry.indexes = this.entry.indexes.filter(({ spec }) => spec.name !== name);
    this.changed(this);
  }

  /** Saves changed index options in the catalog. */
  save(): void {
    this.changed(this);
  }

  dropTables(): void {
    this.generation++;
    for (const { entry } of this.indexes.values()) this.database.exec(`DROP TABLE ${entry.table}`);
    this.database.exec(`DROP TABLE ${this.table}`);
  }

  private noteArrays(index: IndexTable, arrays: ReadonlySet<number>, save = true): void {
    if ([...arrays].every((at) => index.multikey.has(at))) return;
    for (const at of arrays) index.multikey.add(at);
    index.entry.multikey = [...index.multikey];
    if (save) this.changed(this);
  }
}

const rootsOf = (indexes: readonly IndexTable[]): string[] =>
  indexes.flatMap(({ shape }) => [...shape.roots]);

const without = (keys: readonly Buffer[], others: readonly Buffer[]): Buffer[] =>
  keys.filter((key) => !others.some((other) => other.equals(key)));
