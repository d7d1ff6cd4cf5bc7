import { randomUUID } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { backup, DatabaseSync } from 'node:sqlite';
import { privateDirectory } from './private.ts';

/** "PMDB": tells our file from any other SQLite database. */
const applicationId = 0x504d4442;
export const formatVersion = 1;

/** Copies that `snapshot` has made, each a directory that an engine can open. Whoever asked for one removes it. */
export const snapshotsDirectory = 'snapshots';
export const inUse = 'is in use by another engine';

/**
 * The copy is made in steps, between which the engine goes on; what it writes meanwhile is written to the copy as well.
 * A step that meets an open transaction is put off; but Node gives up when the first or the last one does, so there must
 * be none at those.
 */
export interface Writes {
  hold: () => void;
  release: () => void;
}
const pagesPerStep = 512;

export interface DatabaseFile {
  database: DatabaseSync;
  /** All as it is at one moment, in a directory of its own. */
  snapshot: (writes: Writes) => Promise<string>;
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
    return {
      database,
      snapshot: () => Promise.reject(new Error('a store in memory has no directory for a snapshot')),
      close: () => database.close(),
    };
  }
  privateDirectory(path);
  const file = join(path, 'engine.sqlite');
  const pidFile = join(path, 'engine.pid');
  // SQLite's own would be readable by all; its journals get the permissions of the file.
  closeSync(openSync(file, 'a', 0o600));
  const database = new DatabaseSync(file);
  try {
    lock(database, path, pidFile);
    check(database, file);
    database.exec('PRAGMA journal_mode = WAL');
    database.exec('PRAGMA synchronous = FULL');
    prepare(database);
    writeFileSync(pidFile, `${process.pid}\n`, { mode: 0o600 });
  } catch (error) {
    database.close();
    throw error;
  }
  return {
    database,
    snapshot: async ({ hold, release }) => {
      const copy = resolve(path, snapshotsDirectory, randomUUID());
      mkdirSync(copy, { recursive: true, mode: 0o700 });
      try {
        hold();
        await backup(database, join(copy, 'engine.sqlite'), {
          rate: pagesPerStep,
          progress: ({ remainingPages }) => (remainingPages <= pagesPerStep ? hold() : release()),
        });
      } catch (error) {
        rmSync(copy, { recursive: true, force: true });
        throw error;
      } finally {
        release();
      }
      return copy;
    },
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
        `${path} ${inUse} (pid ${ownerOf(pidFile)}); stop it first, or give this one its own directory`,
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
