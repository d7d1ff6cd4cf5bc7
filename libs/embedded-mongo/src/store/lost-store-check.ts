import { existsSync, linkSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Mark, markFile, readMark } from './last-commit-mark.ts';

/** Exists while a first start creates the store, so that a killed one is not taken for a lost store. */
const creationFile = 'engine.new';
/** Any of these shows that the directory was in use: after a kill `engine.pid`, and the others always. */
const traces = ['engine.sqlite', 'engine.sqlite-wal', 'engine.pid'];

/**
 * Checks, before the store is opened or written, whether the directory was in use and up to which commit. A store with
 * fewer commits than were acknowledged is rejected, and its files stay unchanged.
 */
export class LostStoreCheck {
  readonly #path: string;
  readonly #file: string;
  readonly #wal: string;
  readonly #kept: string;
  readonly #creation: string;
  readonly #mark: Mark | 'damaged' | null;
  readonly wasUsed: boolean;

  constructor(path: string) {
    this.#path = path;
    this.#file = join(path, 'engine.sqlite');
    this.#wal = `${this.#file}-wal`;
    this.#kept = `${this.#wal}.kept`;
    this.#creation = join(path, creationFile);
    this.#mark = readMark(join(path, markFile));
    this.wasUsed =
      this.#mark !== null ||
      (!existsSync(this.#creation) && traces.some((name) => existsSync(join(path, name))));
  }

  /** Throws if the directory was in use but has no database file: an empty store must not replace a lost one. */
  assertFileExists(): void {
    if (this.wasUsed && sizeOf(this.#file) <= 0) throw this.#lost('is missing or empty');
  }

  #lost(what: string): Error {
    return new Error(
      `${this.#file} ${what}, and this directory was in use${this.#until()}. Put the file back, or restore a ` +
        `backup into an empty directory. To begin with an empty store, move ${this.#path} away`,
    );
  }

  beginCreation(): void {
    writeFileSync(this.#creation, '', { mode: 0o600 });
  }

  /** Keeps a second link to the WAL, because SQLite deletes it on close, including any part that it could not read. */
  keepWal(): void {
    if (sizeOf(this.#wal) <= 0 || sizeOf(this.#kept) > 0) return;
    rmSync(this.#kept, { force: true });
    linkSync(this.#wal, this.#kept);
  }

  /** `commits`: what SQLite finds in the file and its WAL; a store of an older format has none of them (-1). */
  assertNoneMissing(commits: number): void {
    if (this.#mark === null) {
      if (this.wasUsed && commits === 0) throw this.#lost('has no data');
      return;
    }
    const advice =
      `Nothing was changed. Restore a backup into an empty directory, or, to continue without the missing commits, ` +
      `delete ${join(this.#path, markFile)} and start again`;
    if (this.#mark === 'damaged')
      throw new Error(
        `${join(this.#path, markFile)} is damaged, so the engine cannot check whether ${this.#file} has all acknowledged commits. ${advice}`,
      );
    const missing = this.#mark.commits - Math.max(0, commits);
    if (missing <= 0) return;
    const culprit =
      sizeOf(this.#kept) > 0
        ? `${this.#wal} is damaged`
        : `${this.#file} is older than the last start, or its ${this.#wal} is missing`;
    throw new Error(
      `${culprit}: the last ${missing} acknowledged commits are missing${this.#until()}. ${advice}`,
    );
  }

  /** After a failed start: leaves the directory as it was. */
  restoreFiles(): void {
    if (!this.wasUsed)
      for (const file of [this.#file, this.#wal, this.#creation]) rmSync(file, { force: true });
    if (sizeOf(this.#kept) <= 0) return;
    renameSync(this.#kept, this.#wal);
    // Renaming a link to the same file does nothing, so the kept link is removed.
    rmSync(this.#kept, { force: true });
  }

  /** After a successful start. */
  finish(): void {
    rmSync(this.#kept, { force: true });
    rmSync(this.#creation, { force: true });
  }

  #until(): string {
    return this.#mark === null || this.#mark === 'damaged'
      ? ''
      : ` (${this.#mark.commits} commits, the last at ${this.#mark.at.toISOString()})`;
  }
}

const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? -1;
