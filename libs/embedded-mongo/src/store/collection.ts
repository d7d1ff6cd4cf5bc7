import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { MongoFailure } from '../execution/failure.ts';
import { decode } from '../bson/decode.ts';
import { getField, type Doc } from '../bson/document.ts';
import { decodeFields, namesAndFields } from '../bson/elements.ts';
import { encodeKey } from '../bson/index-key.ts';
import { checksumBytes, documentIn, withChecksum } from './checksums.ts';
import { changedDocument, encodeDocument, sized } from './document-bytes.ts';
import { checkId } from './document-id.ts';
import { fillIndex } from './index-filling.ts';
import { duplicate, IndexTable, rootsOf, without } from './index-table.ts';
import type { IndexEntry, IndexSpec } from './indexes.ts';
import { IndexScan, NaturalScan, type Row } from './scan.ts';
import type { Steps } from '../execution/turn.ts';

export interface CollectionEntry {
  indexes: IndexEntry[];
}

export const idIndex: IndexSpec = { name: '_id_', key: { _id: 1 } };

/**
 * The documents of one namespace and their indexes. All checks run before the first statement, so a rejected document
 * leaves no trace. The caller manages the transaction.
 */
export class Collection {
  readonly namespace: string;
  readonly id: number;
  readonly entry: CollectionEntry;
  readonly indexes = new Map<string, IndexTable>();
  /** Indexes that do not have all documents yet: writes maintain them, searches do not use them. */
  readonly building = new Map<string, IndexTable>();
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
  private readonly naturalScans = new Map<boolean, NaturalScan>();
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

  /** In the order of insertion, behind the row `after`. */
  natural(reverse: boolean, hint: number, after?: number): Generator<Row> {
    let scan = this.naturalScans.get(reverse);
    if (!scan) {
      scan = new NaturalScan(this.database, this.table, reverse);
      this.naturalScans.set(reverse, scan);
    }
    return scan.rows(hint, after);
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
    const indexed = new Set(['_id', ...rootsOf(this.maintained())]);
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
    const writes = this.maintained().map((index) => {
      const { keys, arrays } = index.keys(doc);
      index.refuseDuplicates(this.namespace, doc, keys, -1);
      return { index, keys, arrays };
    });
    const n = this.nextRow++;
    this.run.insert.run(n, key, withChecksum(bytes, n));
    for (const { index, keys, arrays } of writes) {
      if (index.noteArrays(arrays)) this.save();
      for (const key of keys) index.insert(key, n);
    }
    return bytes;
  }

  private maintained(): IndexTable[] {
    return [...this.indexes.values(), ...this.building.values()];
  }

  private indexesOn(touches: ReadonlySet<string> | null): IndexTable[] {
    const all = this.maintained();
    return touches ? all.filter(({ shape }) => [...shape.roots].some((root) => touches.has(root))) : all;
  }

  isIndexed(field: string): boolean {
    return this.maintained().some(({ shape }) => shape.roots.has(field));
  }

  /** The fields that an update must know: those of its filter, those that it touches, and those of the touched indexes. */
  fieldsFor(touches: ReadonlySet<string>, filter: ReadonlySet<string>): Set<string> {
    return new Set([...filter, ...touches, ...rootsOf(this.indexesOn(touches))]);
  }

  /**
   * Returns the new bytes, or null if nothing changed. With `touches`, only these fields are taken from `after`, and the
   * bytes of all others stay; then `after` needs no more than the fields of `fieldsFor`, and none of those in `ready`,
   * which are encoded already.
   */
  update(
    row: Row,
    after: Doc,
    touches: ReadonlySet<string> | null,
    ready: ReadonlyMap<string, Buffer>,
  ): Buffer | null {
    const bytes = touches ? changedDocument(row.bytes, after, touches, ready) : encodeDocument(after);
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
      if (index.noteArrays(arrays)) this.save();
      for (const key of removed) index.remove(key, row.n);
      for (const key of added) index.insert(key, row.n);
    }
    return bytes;
  }

  remove(row: Row, doc?: Doc): void {
    const indexes = this.maintained();
    if (indexes.length > 0) {
      const removed = doc ?? decode(row.bytes);
      for (const index of indexes) for (const key of index.keys(removed).keys) index.remove(key, row.n);
    }
    this.run.remove.run(row.n);
  }

  /**
   * Takes as many turns as the documents need. If it ends early, the table stays until the next build: nothing reads it,
   * and the transaction of the turn may be undone.
   */
  *createIndex(spec: IndexSpec): Steps<void> {
    const serials = this.maintained().map(({ entry }) => Number(entry.table.split('_').at(-1)));
    const entry: IndexEntry = {
      spec,
      table: `index_${this.id}_${Math.max(0, ...serials) + 1}`,
      multikey: [],
    };
    const index = IndexTable.create(this.database, this.table, entry);
    this.building.set(spec.name, index);
    try {
      yield* fillIndex(index, this);
    } finally {
      this.building.delete(spec.name);
    }
    this.entry.indexes.push(entry);
    this.indexes.set(spec.name, index);
    this.changed(this);
  }

  /** Throws if the collection or an index was dropped since it had this generation. */
  assertUnchanged(generation: number): void {
    if (generation !== this.generation)
      throw new MongoFailure(
        175,
        `the collection ${this.namespace} or one of its indexes was dropped during the command`,
      );
  }

  dropIndex(name: string): void {
    const index = this.indexes.get(name);
    if (!index) throw new MongoFailure(27, `index not found with name [${name}]`);
    this.generation++;
    index.drop();
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
    for (const index of this.maintained()) index.drop();
    this.database.exec(`DROP TABLE ${this.table}`);
  }
}
