import { linkSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Mark, markFile, readMark } from './mark.ts';

/**
 * What a directory says of its own past, asked before anything is opened or written: whether it was in use, and up to
 * which commit. A store that has less than was acknowledged is refused, and left as it was found.
 */
export class Evidence {
  readonly #path: string;
  readonly #file: string;
  readonly #wal: string;
  readonly #kept: string;
  readonly #mark: Mark | 'damaged' | null;

  constructor(path: string) {
    this.#path = path;
    this.#file = join(path, 'engine.sqlite');
    this.#wal = `${this.#file}-wal`;
    this.#kept = `${this.#wal}.kept`;
    this.#mark = readMark(join(path, markFile));
  }

  get wasUsed(): boolean {
    return this.#mark !== null || sizeOf(this.#wal) > 0 || sizeOf(this.#kept) > 0;
  }

  /** Never begin empty where there was something. */
  demandFile(): void {
    if (!this.wasUsed || sizeOf(this.#file) > 0) return;
    throw new Error(
      `${this.#file} is missing or empty, and this directory was in use${this.#until()}. Put the file back, or restore a ` +
        `backup into an empty directory. To begin with an empty store, move ${this.#path} away`,
    );
  }

  /** SQLite deletes the WAL when it closes the file, with what it could not read of it. */
  keepWal(): void {
    if (this.#mark === null || sizeOf(this.#wal) <= 0 || sizeOf(this.#kept) > 0) return;
    rmSync(this.#kept, { force: true });
    linkSync(this.#wal, this.#kept);
  }

  demandCommits(commits: number): void {
    if (this.#mark === null) return;
    const goOn =
      `Nothing was changed. Restore a backup into an empty directory, or, to go on with what is left, ` +
      `delete ${join(this.#path, markFile)} and start again`;
    if (this.#mark === 'damaged')
      throw new Error(
        `${join(this.#path, markFile)} is damaged, so it cannot be told whether ${this.#file} has all that was acknowledged. ${goOn}`,
      );
    const missing = this.#mark.commits - Math.max(0, commits);
    if (missing <= 0) return;
    const culprit =
      sizeOf(this.#kept) > 0
        ? `${this.#wal} is damaged`
        : `${this.#file} is older than it was, or its ${this.#wal} is gone`;
    throw new Error(
      `${culprit}: the last ${missing} acknowledged commits are missing${this.#until()}. ${goOn}`,
    );
  }

  putBack(): void {
    if (sizeOf(this.#kept) <= 0) return;
    renameSync(this.#kept, this.#wal);
    // Two names of the same file: the rename has done nothing.
    rmSync(this.#kept, { force: true });
  }

  forget(): void {
    rmSync(this.#kept, { force: true });
  }

  #until(): string {
    return this.#mark === null || this.#mark === 'damaged'
      ? ''
      : ` (${this.#mark.commits} commits, the last at ${this.#mark.at.toISOString()})`;
  }
}

const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? -1;
