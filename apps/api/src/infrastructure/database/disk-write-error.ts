import { mongo } from 'mongoose';

/** Error codes of MongoDB and the embedded engine for a disk that accepts no writes. */
const codes = new Map<unknown, string>([
  [14_031, 'the disk of the store is full'],
  [39, 'the disk of the store accepts no writes'],
]);

/** Why the disk refused the write; null if the operation failed for another reason. */
export const diskWriteError = (error: unknown): string | null =>
  error instanceof mongo.MongoServerError ? (codes.get(error.code) ?? null) : null;
