import { MongoFailure } from '../execution/failure.ts';

const sqlite = { readOnly: 8, io: 10, corrupt: 11, full: 13, cannotOpen: 14, notADatabase: 26 } as const;

export type DiskProblem = 'full' | 'read-only' | 'failing' | 'damaged';

/** The problem of the disk or file that caused this error; null for other errors. */
export function diskProblem(error: unknown): DiskProblem | null {
  const { code = '', errcode = 0 } = error as { code?: string; errcode?: number };
  const primary = errcode & 0xff;
  if (code === 'ENOSPC' || code === 'EDQUOT' || primary === sqlite.full) return 'full';
  if (['EROFS', 'EACCES', 'EPERM'].includes(code) || primary === sqlite.readOnly) return 'read-only';
  if (primary === sqlite.corrupt || primary === sqlite.notADatabase) return 'damaged';
  if (code === 'EIO' || primary === sqlite.io || primary === sqlite.cannotOpen) return 'failing';
  return null;
}

const outOfDiskSpace = 14031;
const fileStreamFailed = 39;
const internalError = 1;

/** The error that a client gets when the store fails. A full disk has MongoDB's code, so that clients can wait. */
export function storageFailure(error: unknown): MongoFailure {
  if (error instanceof MongoFailure) return error;
  const message = (error as Error).message;
  switch (diskProblem(error)) {
    case 'full':
      return new MongoFailure(outOfDiskSpace, `the disk is full: ${message}`);
    case 'read-only':
      return new MongoFailure(fileStreamFailed, `the store is read-only: ${message}`);
    case 'failing':
      return new MongoFailure(fileStreamFailed, `the disk is failing: ${message}`);
    default:
      return new MongoFailure(internalError, `internal error: ${message}`);
  }
}

/** The error of a failed start, which says what to do. */
export function startFailure(error: unknown, path: string): Error {
  const { message } = error as Error;
  const why = { cause: error };
  switch (diskProblem(error)) {
    case 'full':
      return new Error(
        `the disk that holds ${path} is full (${message}); free some space and start again`,
        why,
      );
    case 'read-only':
      return new Error(
        `${path} cannot be written (${message}); mount it for writing, or give it to the user that runs this, and start again`,
        why,
      );
    case 'failing':
      return new Error(`the disk that holds ${path} is failing (${message}); see the system's log`, why);
    case 'damaged':
      return new Error(`${path} is damaged (${message}); restore it from a backup or move it away`, why);
    default:
      return error as Error;
  }
}
