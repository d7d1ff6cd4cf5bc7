import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { type Model, Schema } from 'mongoose';
import { newOneTimeToken, oneTimeTokenHash } from '../../common/access/one-time-token.ts';

/** For typing a password and a code at the provider. */
export const attemptMs = 10 * 60_000;

/** A sign-in whose user is at the identity provider. */
export interface Attempt {
  /** Hash of what the browser keeps that began it. */
  _id: string;
  /** The provider sends it back, and puts the nonce into its token. */
  state: string;
  nonce: string;
  /** Proves to the provider that the code is used by who asked for it. */
  verifier: string;
  /** The page to open after the sign-in. */
  next: string | null;
  expiresAt: Date;
}

export const PROVIDER_ATTEMPT = 'ProviderAttempt';

export const ProviderAttemptSchema = new Schema<Attempt>(
  {
    _id: { type: String, required: true },
    state: { type: String, required: true },
    nonce: { type: String, required: true },
    verifier: { type: String, required: true },
    next: { type: String, default: null },
    expiresAt: { type: Date, required: true },
  },
  { collection: 'provider_attempts', versionKey: false },
);
// Deletes attempts that did not come back.
ProviderAttemptSchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

/** In the store, so that the browser may come back to another node. */
@Injectable()
export class ProviderAttempts {
  constructor(@InjectModel(PROVIDER_ATTEMPT) private readonly attempts: Model<Attempt>) {}

  /** Resolves with what the browser keeps. */
  async add(attempt: Omit<Attempt, '_id' | 'expiresAt'>): Promise<string> {
    const token = newOneTimeToken();
    const expiresAt = new Date(Date.now() + attemptMs);
    await this.attempts.insertMany([{ ...attempt, _id: oneTimeTokenHash(token), expiresAt }]);
    return token;
  }

  /** The attempt of this browser, once. Null: it has none, it was finished, took too long, or is another one. */
  async take(token: string, state: string | null): Promise<Attempt | null> {
    const found = await this.attempts.findById(oneTimeTokenHash(token)).lean<Attempt>();
    if (!found) return null;
    const { deletedCount } = await this.attempts.deleteOne({ _id: found._id });
    // The store deletes expired documents a little later.
    const isValid = deletedCount === 1 && found.expiresAt.getTime() > Date.now() && found.state === state;
    return isValid ? found : null;
  }
}
