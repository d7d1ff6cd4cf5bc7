import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Refusal } from '@passline/contracts';
import { isDuplicateKey } from '@passline/event-log';
import { type Model, Schema } from 'mongoose';
import { CONFIG } from '../config/config.module.ts';
import type { Config } from '../config/env.ts';

interface Attempts {
  _id: string;
  failures: number;
  lastAt: Date;
  expiresAt: Date;
}

export const ATTEMPTS = 'LoginAttempts';
export const AttemptsSchema = new Schema<Attempts>(
  {
    _id: { type: String, required: true },
    failures: { type: Number, required: true },
    lastAt: { type: Date, required: true },
    expiresAt: { type: Date, required: true },
  },
  { collection: 'login_attempts', versionKey: false },
);
AttemptsSchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

interface Patience {
  free: number;
  longestSeconds: number;
}
const account: Patience = { free: 5, longestSeconds: 60 };
const address: Patience = { free: 30, longestSeconds: 300 };
const forgetAfterMs = 3_600_000;

/** 0 while free, then 1, 2, 4 … seconds up to the longest. */
export const waitSeconds = (failures: number, { free, longestSeconds }: Patience): number =>
  failures < free ? 0 : Math.min(longestSeconds, 2 ** Math.min(failures - free, 30));

/**
 * Slows down the guessing of passwords, per account and per address. It lives in the store, so neither a restart nor
 * another node gives a fresh start. An attempt at an account counts before it is made: a hundred at once count as a
 * hundred. The wait is never longer than a minute, so nobody can lock an owner out for the evening.
 */
@Injectable()
export class LoginThrottle {
  readonly #address: Patience;

  constructor(
    @InjectModel(ATTEMPTS) private readonly attempts: Model<Attempts>,
    @Inject(CONFIG) config: Config,
  ) {
    this.#address = { ...address, free: Math.ceil(address.free * config.rateLimitFactor) };
  }

  /** Ends in `rate_limited` unless this account may be tried now from there. */
  async admit(email: string, from: string): Promise<void> {
    const now = new Date();
    const known = await this.attempts.findById(addressKey(from)).lean();
    if (known) this.#refuseBefore(known, this.#address, now);
    await this.#count(accountKey(email), now, account);
  }

  async succeeded(email: string): Promise<void> {
    await this.attempts.deleteOne({ _id: accountKey(email) });
  }

  async failed(from: string): Promise<void> {
    const now = new Date();
    await this.attempts.updateOne(
      { _id: addressKey(from) },
      { $inc: { failures: 1 }, $set: { lastAt: now, expiresAt: later(now) } },
      { upsert: true },
    );
  }

  async #count(key: string, now: Date, patience: Patience): Promise<void> {
    for (let tries = 0; tries < 5; tries += 1) {
      const known = await this.attempts.findById(key).lean();
      if (known) this.#refuseBefore(known, patience, now);
      if (await this.#step(key, known, now)) return;
    }
    throw new Refusal('rate_limited', 'Somebody is trying this account at the same time.', { retryAfter: 1 });
  }

  /** False when another attempt was counted in between: it may have used up what was free. */
  async #step(key: string, known: Attempts | null, now: Date): Promise<boolean> {
    const next = { failures: (known?.failures ?? 0) + 1, lastAt: now, expiresAt: later(now) };
    if (known) {
      const { modifiedCount } = await this.attempts.updateOne(
        { _id: key, failures: known.failures },
        { $set: next },
      );
      return modifiedCount === 1;
    }
    try {
      await this.attempts.insertMany([{ _id: key, ...next }]);
      return true;
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }

  #refuseBefore(known: Attempts, patience: Patience, now: Date): void {
    const wait = waitSeconds(known.failures, patience) * 1000;
    const left = known.lastAt.getTime() + wait - now.getTime();
    // Without a wait nobody waits, also not for one that came at the same time and was counted first.
    if (wait > 0 && left > 0)
      throw new Refusal('rate_limited', 'Too many attempts: wait a little.', { retryAfter: left / 1000 });
  }
}

const accountKey = (email: string) => `account:${createHash('sha256').update(email).digest('base64url')}`;
const addressKey = (from: string) => `address:${from}`;
const later = (now: Date) => new Date(now.getTime() + forgetAfterMs);
