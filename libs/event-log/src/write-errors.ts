import { MongoBulkWriteError, MongoNetworkError, MongoServerError } from 'mongodb';

const DUPLICATE_KEY = 11_000;
/** WriteConflict and NoSuchTransaction: another write won, and this one was not stored. */
const TRANSIENT_CODES: ReadonlySet<unknown> = new Set([112, 251]);
const TRANSIENT_LABELS = ['RetryableWriteError', 'TransientTransactionError'];

/**
 * Whether unique indexes, and nothing else, refused the write. It deliberately does not say which index: only some servers
 * send `keyPattern`, and the messages differ too. The caller reads back what is stored.
 */
export function isDuplicateKey(error: unknown): boolean {
  const statements = failedStatements(error);
  return statements.length > 0
    ? statements.every(({ code }) => code === DUPLICATE_KEY)
    : error instanceof MongoServerError && error.code === DUPLICATE_KEY;
}

/** Whether the same write can be retried: it lost a race, or the primary changed. */
export function isTransient(error: unknown): boolean {
  // The write was not sent, because another operation found that the primary changed.
  if (error instanceof MongoNetworkError && error.name === 'MongoPoolClearedError') return true;
  if (!(error instanceof MongoServerError)) return false;
  return (
    TRANSIENT_CODES.has(error.code) ||
    TRANSIENT_LABELS.some((label) => error.hasErrorLabel(label)) ||
    failedStatements(error).some(({ code }) => TRANSIENT_CODES.has(code))
  );
}

const failedStatements = (error: unknown): { code: number }[] =>
  error instanceof MongoBulkWriteError ? [error.writeErrors].flat() : [];
