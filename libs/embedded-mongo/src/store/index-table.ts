import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { MongoFailure, show } from '../execution/failure.ts';
import type { Doc } from '../bson/document.ts';
import { isNumber, toDouble } from '../bson/number.ts';
import type { IndexEntry } from './indexes.ts';
import { IndexShape } from './indexes.ts';
import { IndexScan } from './scan.ts';

const shownKey = (key: Doc): string => {
  const parts = Object.entries(key).map(
    ([path, value]) => `${path}: ${isNumber(value) ? String(toDouble(value)) : show(value)}`,
  );
  return `{ ${parts.join(', ')} }`;
};

export function duplicate(namespace: string, name: string, keyPattern: Doc, keyValue: Doc): MongoFailure {
  return new MongoFailure(
    11000,
    `E11000 duplicate key error collection: ${namespace} index: ${name} dup key: ${shownKey(keyValue)}`,
    { keyPattern, keyValue },
  );
}

/** One secondary index: a table of (key, row number), which is a B-tree in the order of the keys. */
export class IndexTable {
  readonly shape: IndexShape;
  readonly entry: IndexEntry;
  readonly multikey: Set<number>;
  private readonly database: DatabaseSync;
  private readonly docs: string;
  private readonly insertion: StatementSync;
  private readonly removal: StatementSync;
  private readonly other: StatementSync;
  private readonly scans = new Map<boolean, IndexScan>();

  constructor(database: DatabaseSync, docs: string, entry: IndexEntry) {
    this.database = database;
    this.docs = docs;
    this.entry = entry;
    this.shape = new IndexShape(entry.spec);
    this.multikey = new Set(entry.multikey);
    this.insertion = database.prepare(
      `INSERT INTO ${entry.table}(k, n) VALUES (?, ?) ON CONFLICT DO NOTHING`,
    );
    this.removal = database.prepare(`DELETE FROM ${entry.table} WHERE k = ? AND n = ?`);
    this.other = database.prepare(`SELECT n FROM ${entry.table} WHERE k = ? AND n <> ? LIMIT 1`);
  }

  static create(database: DatabaseSync, docs: string, entry: IndexEntry): IndexTable {
    database.exec(`DROP TABLE IF EXISTS ${entry.table}`);
    database.exec(
      `CREATE TABLE ${entry.table} (k BLOB NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (k, n)) WITHOUT ROWID`,
    );
    return new IndexTable(database, docs, entry);
  }

  drop(): void {
    this.database.exec(`DROP TABLE IF EXISTS ${this.entry.table}`);
  }

  keys(doc: Doc): { keys: Buffer[]; arrays: Set<number> } {
    const arrays = new Set<number>();
    const keys = this.shape.keys(doc, arrays);
    return { keys: keys.length > 1 ? distinct(keys) : keys, arrays };
  }

  /** Throws if another document has one of these keys in a unique index. Call it before writing anything. */
  refuseDuplicates(namespace: string, doc: Doc, keys: readonly Buffer[], n: number): void {
    if (!this.entry.spec.unique) return;
    for (const key of keys)
      if (this.other.get(key, n) !== undefined)
        throw duplicate(namespace, this.entry.spec.name, this.entry.spec.key, this.shape.valuesOf(doc, key));
  }

  /** Notes the parts of the key in which a document has an array. True if that is new, and the entry must be saved. */
  noteArrays(arrays: ReadonlySet<number>): boolean {
    if ([...arrays].every((at) => this.multikey.has(at))) return false;
    for (const at of arrays) this.multikey.add(at);
    this.entry.multikey = [...this.multikey];
    return true;
  }

  insert(key: Buffer, n: number): void {
    this.insertion.run(key, n);
  }

  remove(key: Buffer, n: number): void {
    this.removal.run(key, n);
  }

  scan(reverse: boolean): IndexScan {
    let scan = this.scans.get(reverse);
    if (!scan) {
      const source = `SELECT i.k AS k, i.n AS n, d.doc AS doc FROM ${this.entry.table} i CROSS JOIN ${this.docs} d ON d.n = i.n`;
      scan = new IndexScan(this.database, this.docs, source, reverse);
      this.scans.set(reverse, scan);
    }
    return scan;
  }
}

const distinct = (keys: readonly Buffer[]): Buffer[] => [
  ...new Map(keys.map((key) => [key.toString('latin1'), key])).values(),
];

export const rootsOf = (indexes: readonly IndexTable[]): string[] =>
  indexes.flatMap(({ shape }) => [...shape.roots]);

export const without = (keys: readonly Buffer[], others: readonly Buffer[]): Buffer[] =>
  keys.filter((key) => !others.some((other) => other.equals(key)));
