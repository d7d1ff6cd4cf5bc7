import { DatabaseSync } from 'node:sqlite';

/** The fix of the WAL-reset bug: in 3.51.3, and in these older releases. */
const fixed = [3, 51, 3];
const backports = [
  [3, 50, 7],
  [3, 44, 6],
];

/**
 * Why the engine must not use this version of SQLite; null if it may. Before the fix, a commit at the moment of a second
 * checkpoint could make a later checkpoint skip pages, which corrupts the file (https://sqlite.org/wal.html#walresetbug).
 * It takes two connections, and the engine has one with an exclusive lock. But that is the only protection, and on some
 * network file systems the lock protects nothing, so such a version is refused.
 */
export function sqliteProblem(version: string): string | null {
  const given = version.split('.').map(Number);
  const isFixed =
    isAtLeast(given, fixed) ||
    backports.some((release) => given[1] === release[1] && isAtLeast(given, release));
  return isFixed
    ? null
    : `SQLite ${version}, which is part of Node ${process.versions.node}, can damage the store when it moves the WAL into the database; ` +
        'use a newer Node 24, whose SQLite is 3.51.3 or newer, and start again. Nothing was changed.';
}

/** Compares numbers from left to right. A version that is no number is not at least anything. */
function isAtLeast(given: readonly number[], least: readonly number[]): boolean {
  const at = least.findIndex((part, index) => given[index] !== part);
  return at < 0 || (given[at] ?? 0) > (least[at] ?? 0);
}

/** Asks the library itself, because Node can be linked with another one than it was built with. */
export function assertSqlite(): void {
  const database = new DatabaseSync(':memory:');
  const version = database.prepare('SELECT sqlite_version() AS version').get()?.['version'];
  database.close();
  const problem = sqliteProblem(String(version));
  if (problem !== null) throw new Error(problem);
}
