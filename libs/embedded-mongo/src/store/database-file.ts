import { randomUUID } from 'node:crypto';
import {
  accessSync,
  closeSync,
  constants,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { backup, DatabaseSync } from 'node:sqlite';
import { addChecksums } from './checksums.ts';
import { diskProblem, startFailure } from './disk-problem.ts';
import { LostStoreCheck } from './lost-store-check.ts';
import { LastCommitMark, markFile } from './last-commit-mark.ts';
import { privateDirectory } from './private-directory.ts';
import { assertSqlite } from './sqlite-version.ts';

/** "PMDB": distinguishes the engine's file from other SQLite databases. */
const applicationId = 0x504d4442;
export const formatVersion = 2;

/** The directory of snapshots. Each is a directory that an engine can open; the caller of `snapshot` removes it. */
export const snapshotsDirectory = 'snapshots';
export const inUse = 'is in use by another engine';

/**
 * A snapshot is copied in steps, between which the engine continues; SQLite applies its writes to the copy as well. A step
 * during an open transaction is retried. But Node fails if that happens at the first or last step, so writes are held then.
 */
export interface Writes {
  hold: () => void;
  release: () => void;
}
const pagesPerStep = 512;

export interface DatabaseFile {
  database: DatabaseSync;
  /** Commits the open transaction. When it returns, everything is on the disk. */
  commit: () => void;
  /** Moves the WAL into the database file. Returns false if that is not possible now. */
  checkpoint: () => boolean;
  /** Copies the store as of one moment into a new directory. */
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
    prepare(database, 0);
    return {
      database,
      commit: () => database.exec('COMMIT'),
      checkpoint: () => true,
      snapshot: () => Promise.reject(new Error('a store in memory has no directory for a snapshot')),
      close: () => database.close(),
    };
  }
  try {
    return openDirectory(path);
  } catch (error) {
    throw startFailure(error, path);
  }
}

function openDirectory(path: string): DatabaseFile {
  assertSqlite();
  privateDirectory(path);
  accessSync(path, constants.W_OK);
  const pidFile = join(path, 'engine.pid');
  const { database, mark, commits } = startDatabase(path, pidFile);
  const count = database.prepare('UPDATE state SET commits = ?');
  let commitsSoFar = commits;
  let snapshots = 0;
  return {
    database,
    commit: () => {
      count.run(commitsSoFar + 1);
      database.exec('COMMIT');
      mark.note(++commitsSoFar);
    },
    checkpoint: () =>
      snapshots === 0 && database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()?.['busy'] === 0,
    snapshot: async (writes) => {
      snapshots++;
      try {
        return await copyDatabase(database, path, writes);
      } finally {
        snapshots--;
        writes.release();
      }
    },
    close: () => {
      closeDatabase(database);
      mark.close();
      rmSync(pidFile, { force: true });
    },
  };
}

interface StartedDatabase {
  database: DatabaseSync;
  mark: LastCommitMark;
  commits: number;
}

/** Locks, checks and upgrades the database. A failure leaves the files as they were. */
function startDatabase(path: string, pidFile: string): StartedDatabase {
  const file = join(path, 'engine.sqlite');
  const lostStore = new LostStoreCheck(path);
  lostStore.assertFileExists();
  if (!lostStore.wasUsed) {
    lostStore.beginCreation();
    // SQLite would create a file that all users can read. Its journals get the permissions of this file.
    closeSync(openSync(file, 'a', 0o600));
  }
  const database = new DatabaseSync(file);
  let started: StartedDatabase;
  try {
    lock(database, path, pidFile);
    lostStore.keepWal();
    const version = check(database, file);
    lostStore.assertNoneMissing(version === 0 ? 0 : commitsIn(database));
    database.exec('PRAGMA journal_mode = WAL');
    database.exec('PRAGMA synchronous = FULL');
    prepare(database, version);
    if (version !== formatVersion) database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    // Writes once, so that a read-only disk fails the start and not the first write of a client.
    const commits = commitsIn(database) + 1;
    database.exec(`UPDATE state SET commits = ${commits}`);
    writePid(pidFile);
    started = { database, mark: new LastCommitMark(join(path, markFile), commits), commits };
  } catch (error) {
    database.close();
    lostStore.restoreFiles();
    throw error;
  }
  lostStore.finish();
  return started;
}

/** The caller releases the writes afterwards, also after a failure. */
async function copyDatabase(
  database: DatabaseSync,
  path: string,
  { hold, release }: Writes,
): Promise<string> {
  const copy = resolve(path, snapshotsDirectory, randomUUID());
  mkdirSync(copy, { recursive: true, mode: 0o700 });
  try {
    hold();
    await backup(database, join(copy, 'engine.sqlite'), {
      rate: pagesPerStep,
      progress: ({ remainingPages }) => (remainingPages <= pagesPerStep ? hold() : release()),
    });
    return copy;
  } catch (error) {
    rmSync(copy, { recursive: true, force: true });
    throw error;
  }
}

function closeDatabase(database: DatabaseSync): void {
  try {
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  } catch (error) {
    // Nothing is lost: the next start reads the WAL.
    if (diskProblem(error) === null) throw error;
  }
  database.close();
}

function lock(database: DatabaseSync, path: string, pidFile: string): void {
  database.exec('PRAGMA locking_mode = EXCLUSIVE');
  try {
    // In exclusive mode SQLite keeps the lock of this transaction until the file is closed.
    database.exec('BEGIN EXCLUSIVE; COMMIT');
  } catch (error) {
    const { errcode, message } = error as { errcode?: number; message: string };
    if (errcode === 5 || message.includes('locked'))
      throw new Error(`${path} ${inUse} (pid ${ownerOf(pidFile)}); stop it first, or use another directory`);
    throw diskProblem(error) === null ? damaged(path, message) : error;
  }
}

function writePid(pidFile: string): void {
  try {
    writeFileSync(pidFile, `${process.pid}\n`, { mode: 0o600 });
  } catch (error) {
    rmSync(pidFile, { force: true });
    throw error;
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

/** Checks the file and returns its format; 0 for a new file. */
function check(database: DatabaseSync, file: string): number {
  const id = pragma(database, 'application_id');
  const version = Number(pragma(database, 'user_version'));
  if (id === 0 && pragma(database, 'schema_version') === 0) return 0;
  if (id !== applicationId) throw new Error(`${file} is not a database of the embedded engine`);
  if (version > formatVersion)
    throw new Error(
      `${file} has format ${version}, and this engine knows formats up to ${formatVersion}; use the newer engine version that wrote the file`,
    );
  let result: unknown;
  try {
    result = pragma(database, 'quick_check(1)');
  } catch (error) {
    throw damaged(file, (error as Error).message);
  }
  if (result !== 'ok') throw damaged(file, String(result));
  return version;
}

function prepare(database: DatabaseSync, version: number): void {
  database.exec(`
    PRAGMA cache_size = -65536;
    PRAGMA mmap_size = 1073741824;
    PRAGMA wal_autocheckpoint = 4000;
    PRAGMA temp_store = MEMORY;
  `);
  if (version === formatVersion) return;
  database.exec(`
    BEGIN IMMEDIATE;
    PRAGMA application_id = ${applicationId};
    PRAGMA user_version = ${formatVersion};
    CREATE TABLE IF NOT EXISTS catalog (id INTEGER PRIMARY KEY AUTOINCREMENT, namespace TEXT NOT NULL UNIQUE, entry BLOB NOT NULL);
    CREATE TABLE IF NOT EXISTS state (id INTEGER PRIMARY KEY CHECK (id = 1), commits INTEGER NOT NULL);
    INSERT OR IGNORE INTO state VALUES (1, 0);
  `);
  try {
    if (version === 1) addChecksums(database);
    database.exec('COMMIT');
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

/** The number of commits in the file; -1 for a format without the counter. */
function commitsIn(database: DatabaseSync): number {
  const table = database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'state'").get();
  return table ? Number(database.prepare('SELECT commits FROM state').get()?.['commits'] ?? -1) : -1;
}
