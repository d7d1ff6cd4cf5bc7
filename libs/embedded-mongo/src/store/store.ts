import { serialize } from 'bson';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { MongoFailure, notSupported } from '../execution/failure.ts';
import { decode } from '../bson/decode.ts';
import type { Doc } from '../bson/document.ts';
import { toDouble } from '../bson/number.ts';
import { Collection, type CollectionEntry } from './collection.ts';
import { damagedReads } from './checksums.ts';
import { diskProblem, storageFailure } from './disk-problem.ts';
import { openFile, type DatabaseFile, type Writes } from './database-file.ts';
import { bufferOf } from './scan.ts';
import type { IndexEntry } from './indexes.ts';

const tidyCallsPerMinute = 60;

/**
 * The collections, and the transaction that the commands of a batch share. After a rollback the catalog is read again, so
 * that memory and file agree.
 */
export class Store {
  private readonly file: DatabaseFile;
  private readonly database: DatabaseSync;
  /** Prepared, because parsing them for each command costs as much as a small write. */
  private readonly run: Record<'begin' | 'mark' | 'keep' | 'undo', StatementSync>;
  private readonly collections = new Map<string, Collection>();
  /** Views that an earlier version created. They are rejected; otherwise they would look like empty collections. */
  private readonly views = new Set<string>();
  private writing = false;
  /** Set if SQLite itself has rolled the batch's transaction back. */
  private lost: MongoFailure | null = null;
  /** Calls of `tidy` since the last checkpoint; 0 if the WAL is empty. `quiet`: no commit since the last call. */
  private tidyCalls = 0;
  private quiet = true;
  private catalogChanged = false;

  constructor(path: string) {
    this.file = openFile(path);
    this.database = this.file.database;
    this.run = {
      begin: this.database.prepare('BEGIN IMMEDIATE'),
      mark: this.database.prepare('SAVEPOINT command'),
      keep: this.database.prepare('RELEASE command'),
      undo: this.database.prepare('ROLLBACK TO command'),
    };
    this.load();
  }

  private load(): void {
    for (const collection of this.all()) collection.generation++;
    this.collections.clear();
    const rows = this.database.prepare('SELECT id, namespace, entry FROM catalog').all();
    for (const { id, namespace, entry: bytes } of rows) {
      const entry = decode(bufferOf(bytes as Uint8Array));
      if ('viewOn' in entry) this.views.add(String(namespace));
      else this.open(Number(id), String(namespace), entryFrom(entry));
    }
  }

  private open(id: number, namespace: string, entry: CollectionEntry): Collection {
    const collection = new Collection(this.database, namespace, id, entry, (changed) =>
      this.saveEntry(changed),
    );
    this.collections.set(namespace, collection);
    return collection;
  }

  private saveEntry({ id, entry }: Collection): void {
    this.catalogChanged = true;
    this.database.prepare('UPDATE catalog SET entry = ? WHERE id = ?').run(serialize(entry), id);
  }

  find(namespace: string): Collection | undefined {
    if (this.views.has(namespace)) throw notSupported(`The view ${namespace}`);
    return this.collections.get(namespace);
  }

  in(database: string): Collection[] {
    return [...this.collections.values()].filter(({ namespace }) => namespace.startsWith(`${database}.`));
  }

  all(): Collection[] {
    return [...this.collections.values()];
  }

  create(namespace: string, entry: CollectionEntry = { indexes: [] }): Collection {
    checkNamespace(namespace);
    this.catalogChanged = true;
    const { lastInsertRowid } = this.database
      .prepare('INSERT INTO catalog(namespace, entry) VALUES (?, ?)')
      .run(namespace, serialize(entry));
    return this.open(Number(lastInsertRowid), namespace, entry);
  }

  findOrCreate(namespace: string): Collection {
    return this.find(namespace) ?? this.create(namespace);
  }

  drop(collection: Collection): void {
    this.catalogChanged = true;
    collection.dropTables();
    this.database.prepare('DELETE FROM catalog WHERE id = ?').run(collection.id);
    this.collections.delete(collection.namespace);
  }

  rename(collection: Collection, namespace: string): void {
    checkNamespace(namespace);
    this.catalogChanged = true;
    this.database.prepare('UPDATE catalog SET namespace = ? WHERE id = ?').run(namespace, collection.id);
    this.collections.delete(collection.namespace);
    collection.generation++;
    this.open(collection.id, namespace, collection.entry);
  }

  /** Runs writes that take effect completely or not at all. The first of them begins the batch's transaction. */
  atomically<T>(run: () => T): T {
    if (!this.writing) {
      this.run.begin.run();
      this.writing = true;
      this.catalogChanged = false;
      this.lost = null;
    }
    if (this.lost) throw this.lost;
    this.run.mark.run();
    try {
      const result = run();
      this.run.keep.run();
      return result;
    } catch (error) {
      // After a full disk or a failed write, SQLite rolls the whole transaction back itself.
      if (this.isInTransaction()) {
        this.run.undo.run();
        this.run.keep.run();
      } else this.lost = storageFailure(error);
      if (this.catalogChanged) this.load();
      throw diskProblem(error) === null ? error : storageFailure(error);
    }
  }

  /** Commits everything since the last commit. Returns when it is on the disk. */
  commit(): void {
    if (!this.writing) return;
    this.writing = false;
    try {
      if (this.lost) throw this.lost;
      this.file.commit();
      this.quiet = false;
      if (this.tidyCalls === 0) this.tidyCalls = 1;
    } catch (error) {
      if (this.isInTransaction()) this.database.exec('ROLLBACK');
      this.load();
      throw error;
    }
  }

  /**
   * Call it every second. One damaged bit can make the whole WAL unreadable, so it is moved into the database when there
   * was no write for a second, and at least every minute. Returns whether it was moved.
   */
  tidy(): boolean {
    const idle = this.quiet;
    this.quiet = true;
    if (this.tidyCalls === 0 || this.writing) return false;
    if (!idle && this.tidyCalls++ < tidyCallsPerMinute) return false;
    if (!this.file.checkpoint()) return false;
    this.tidyCalls = 0;
    return true;
  }

  /** The engine's own part of `serverStatus`. */
  condition(): { damagedReads: number } {
    return { damagedReads: damagedReads.count };
  }

  private isInTransaction(): boolean {
    return this.database.isTransaction;
  }

  fileSize(): number {
    const [pages, size] = ['page_count', 'page_size'].map((name) =>
      Number(Object.values(this.database.prepare(`PRAGMA ${name}`).get() ?? {})[0]),
    );
    return (pages ?? 0) * (size ?? 0);
  }

  snapshot(writes: Writes): Promise<string> {
    return this.file.snapshot(writes);
  }

  close(): void {
    this.commit();
    this.file.close();
  }
}

function entryFrom(doc: Doc): CollectionEntry {
  const entry = doc as unknown as CollectionEntry;
  entry.indexes = entry.indexes.map((index): IndexEntry => {
    if (index.spec.expireAfterSeconds === undefined) return index;
    return {
      ...index,
      spec: { ...index.spec, expireAfterSeconds: toDouble(index.spec.expireAfterSeconds) },
    };
  });
  return entry;
}

function checkNamespace(namespace: string): void {
  const at = namespace.indexOf('.');
  const [database, collection] = [namespace.slice(0, at), namespace.slice(at + 1)];
  const isValid =
    at > 0 &&
    database.length < 64 &&
    !/[/\\ "$*<>:|?\0]/.test(database) &&
    collection !== '' &&
    !collection.startsWith('.') &&
    !/[$\0]/.test(collection) &&
    !collection.startsWith('system.');
  if (!isValid) throw new MongoFailure(73, `Invalid namespace specified '${namespace}'`);
}
