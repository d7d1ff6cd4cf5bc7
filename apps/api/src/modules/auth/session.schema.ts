import { type AggregateFields, aggregate } from '@passline/event-log';
import { Schema } from 'mongoose';
import type { SessionEnd } from './auth.events.ts';

/** One sign-in on one device, and the family of all refresh tokens that come from it. */
export interface SessionDoc extends AggregateFields {
  userId: string;
  /** Refresh tokens are derived from this seed and the server's secret. */
  seed: string;
  /** Counts refreshes. Only the refresh token of this generation is valid. */
  generation: number;
  rotatedAt: Date;
  createdAt: Date;
  /** The account's `passwordChanges` at sign-in. */
  passwordChanges?: number;
  /** The account's `signOuts` at sign-in. */
  signOuts?: number;
  expiresAt: Date;
  endedAt: Date | null;
  endedBecause: SessionEnd | null;
}

export const SESSION = 'Session';

export const SessionSchema = new Schema<SessionDoc>(
  {
    _id: { type: String, required: true },
    userId: { type: String, required: true },
    seed: { type: String, required: true },
    generation: { type: Number, required: true },
    rotatedAt: { type: Date, required: true },
    createdAt: { type: Date, required: true },
    passwordChanges: Number,
    signOuts: Number,
    expiresAt: { type: Date, required: true },
    endedAt: { type: Date, default: null },
    endedBecause: { type: String, default: null },
  },
  { collection: 'sessions' },
);
SessionSchema.plugin(aggregate);
// Finds all sessions of a user, for example when the user is disabled.
SessionSchema.index({ userId: 1 });
// Finds ended sessions whose retention period is over.
SessionSchema.index({ endedAt: 1 }, { partialFilterExpression: { endedAt: { $type: 'date' } } });
// Deletes sessions that were not refreshed before they expired.
SessionSchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
