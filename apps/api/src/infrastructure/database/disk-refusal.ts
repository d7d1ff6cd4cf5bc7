import { mongo } from 'mongoose';

/** What MongoDB and the embedded engine answer when the disk takes no writes. */
const codes = new Map<unknown, string>([
  [14_031, 'the disk of the store is full'],
  [39, 'the disk of the store takes no writes'],
]);

/** Why the store refuses to write; null when that is not why an operation failed. */
export const diskRefusal = (error: unknown): string | null =>
  error instanceof mongo.MongoServerError ? (codes.get(error.code) ?? null) : null;
