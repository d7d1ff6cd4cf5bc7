import { MongoBulkWriteError, MongoNetworkError, MongoServerError } from 'mongodb';

const DUPLICATE_KEY = 11_000;
/** WriteConflict and NoSuchTransaction: another write won, and nothing of this one was stored. */
const TRANSIENT_CODES: ReadonlySet<unknown> = new Set([112, 251]);
const TRANSIENT_LABELS = ['RetryableWriteError', 'TransientTransactionError'];

/**
 * Whether unique indexes refused the write, and nothing else did. Which index it was is deliberately not part of the
 * answer: only some servers send `keyPattern`, and the message differs too. The caller reads back what is stored.
 */
export function isDuplicateKey(error: unknown): boolean {
  const statements = failedStatements(error);
  return statements.length > 0
    ? statements.every(({ code }) => code === DUPLICATE_KEY)
    : error instanceof MongoServerError && error.code === DUPLICATE_KEY;
}

/** Whether the server asks for the same write again: it lost a race, or the primary has changed. */
export function isTransient(error: unknown): boolean {
  // The write was not sent: another one has learned that the primary has changed.
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
