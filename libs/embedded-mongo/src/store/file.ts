import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** "PMDB": tells our file from any other SQLite database. */
const applicationId = 0x504d4442;
export const formatVersion = 1;

export interface DatabaseFile {
  database: DatabaseSync;
  close: () => void;
}

/**
 * Opens the database of a directory for this process alone. The exclusive lock is SQLite's own on the file, so it
 * ends with the process however it dies; the pid beside it only serves the message.
 */
export function openFile(path: string): DatabaseFile {
  if (path === ':memory:') {
    const database = new DatabaseSync(':memory:');
    prepare(database);
    return { database, close: () => database.close() };
  }
  mkdirSync(path, { recursive: true });
  const file = join(path, 'engine.sqlite');
  const pidFile = join(path, 'engine.pid');
  const database = new DatabaseSync(file);
  try {
    lock(database, path, pidFile);
    check(database, file);
    database.exec('PRAGMA journal_mode = WAL');
    database.exec('PRAGMA synchronous = FULL');
    prepare(database);
    writeFileSync(pidFile, `${process.pid}\n`);
  } catch (error) {
    database.close();
    throw error;
  }
  return {
    database,
    close: () => {
      database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      database.close();
      rmSync(pidFile, { force: true });
    },
  };
}

function lock(database: DatabaseSync, path: string, pidFile: string): void {
  database.exec('PRAGMA locking_mode = EXCLUSIVE');
  try {
    // In exclusive mode the lock that this transaction takes is kept until the file is closed.
    database.exec('BEGIN EXCLUSIVE; COMMIT');
  } catch (error) {
    const { errcode, message } = error as { errcode?: number; message: string };
    if (errcode === 5 || message.includes('locked'))
      throw new Error(
        `${path} is in use by another engine (pid ${ownerOf(pidFile)}); stop it first, or give this one its own directory`,
      );
    throw damaged(path, message);
  }
}

function ownerOf(pidFile: string): string {
  try {
    return readFileSync(pidFile, 'utf8').trim();
  } catch {
    return 'unknown';
  }
}

const damaged = (file: string, why: string): Error =>
  new Error(`${file} is damaged (${why}); restore it from a backup or move it away`);

const pragma = (database: DatabaseSync, name: string): unknown =>
  Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0];

function check(database: DatabaseSync, file: string): void {
  const id = pragma(database, 'application_id');
  const version = Number(pragma(database, 'user_version'));
  if (id === 0 && pragma(database, 'schema_version') === 0) return;
  if (id !== applicationId) throw new Error(`${file} is not a database of the embedded engine`);
  if (version > formatVersion)
    throw new Error(
      `${file} has format ${version}, and this engine knows formats up to ${formatVersion}; use the newer version that wrote it`,
    );
  let result: unknown;
  try {
    result = pragma(database, 'quick_check(1)');
  } catch (error) {
    throw damaged(file, (error as Error).message);
  }
  if (result !== 'ok') throw damaged(file, String(result));
}

function prepare(database: DatabaseSync): void {
  database.exec(`
    PRAGMA cache_size = -65536;
    PRAGMA mmap_size = 1073741824;
    PRAGMA wal_autocheckpoint = 4000;
    PRAGMA temp_store = MEMORY;
    PRAGMA application_id = ${applicationId};
    PRAGMA user_version = ${formatVersion};
    CREATE TABLE IF NOT EXISTS catalog (id INTEGER PRIMARY KEY AUTOINCREMENT, namespace TEXT NOT NULL UNIQUE, entry BLOB NOT NULL);
  `);
}
