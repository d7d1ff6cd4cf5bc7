import { Schema } from 'mongoose';

/** The erasure of one account's personal data from all domains. */
export interface Erasure {
  /** The user's id, which is no personal data by itself. */
  _id: string;
  askedAt: Date;
  rounds: number;
  /** When the next round is due; absent when the erasure is done. */
  dueAt?: Date;
  doneAt?: Date;
}

export const ERASURE = 'Erasure';
export const ErasureSchema = new Schema<Erasure>(
  { _id: String, askedAt: Date, rounds: Number, dueAt: Date, doneAt: Date },
  { collection: 'erasures', versionKey: false },
);
// Finds unfinished erasures.
ErasureSchema.index({ dueAt: 1 }, { partialFilterExpression: { dueAt: { $exists: true } } });
