import { type AggregateFields, aggregate } from '@passline/event-log';
import { Schema } from 'mongoose';
import type { SessionEnd } from './auth.events.ts';

/** One sign-in on one device, and the family of all refresh tokens that come from it. */
export interface SessionDoc extends AggregateFields {
  userId: string;
  /** Half of what a refresh token is made from; the other half is the server's secret. */
  seed: string;
  /** How often it was refreshed: the one valid refresh token is that of this generation. */
  generation: number;
  rotatedAt: Date;
  createdAt: Date;
  /** Which password it was opened with, counted as the user counts them. */
  passwordChanges?: number;
  /** How often the user had been signed out everywhere by then, counted as the user counts it. */
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
// All live sessions of somebody who is disabled.
SessionSchema.index({ userId: 1 });
// Those that have ended, and were kept long enough.
SessionSchema.index({ endedAt: 1 }, { partialFilterExpression: { endedAt: { $type: 'date' } } });
// Forgets sessions that nobody has refreshed for long.
SessionSchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
