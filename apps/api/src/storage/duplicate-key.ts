import { mongo } from 'mongoose';

/** Whether a unique index refused the write; with a field, whether it was the index on that field. */
export const isDuplicateKey = (error: unknown, field?: string): boolean =>
  error instanceof mongo.MongoServerError &&
  error.code === 11_000 &&
  (field === undefined || Object.hasOwn((error['keyPattern'] as object | undefined) ?? {}, field));
