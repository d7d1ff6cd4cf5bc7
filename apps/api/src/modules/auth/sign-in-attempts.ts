import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { isDuplicateKey } from '@passline/event-log';
import { type Model, Schema } from 'mongoose';

export interface Attempts {
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

const hour = 3_600_000;
/** How long a device or address stays known after its last sign-in. */
const knownForMs = 90 * 24 * hour;

/** `free` attempts do not wait; later waits double up to `longestSeconds`. */
export interface WaitPolicy {
  free: number;
  longestSeconds: number;
}

/** 0 for the free attempts, then 1, 2, 4 … seconds up to the longest wait. */
export const waitSeconds = (failures: number, { free, longestSeconds }: WaitPolicy): number =>
  failures < free ? 0 : Math.min(longestSeconds, 2 ** Math.min(failures - free, 30));

/** Counts failures in the store, so that neither a restart nor another node resets them. */
@Injectable()
export class SignInAttempts {
  constructor(@InjectModel(ATTEMPTS) private readonly attempts: Model<Attempts>) {}

  async find(keys: readonly string[]): Promise<Map<string, Attempts>> {
    const found = await this.attempts.find({ _id: { $in: [...keys] } }).lean<Attempts[]>();
    return new Map(found.map((known) => [known._id, known]));
  }

  /**
   * The remaining wait in seconds, never longer than the whole wait. An attempt in the future was made before the clock
   * went back, so its wait starts now.
   */
  async remainingWait(known: Attempts, policy: WaitPolicy): Promise<number> {
    const wait = waitSeconds(known.failures, policy);
    const since = (Date.now() - known.lastAt.getTime()) / 1000;
    if (wait === 0 || since >= wait) return 0;
    if (since >= 0) return wait - since;
    await this.attempts.updateOne(
      { _id: known._id, lastAt: known.lastAt },
      { $set: { lastAt: new Date(), expiresAt: expiryOf(known) } },
    );
    return wait;
  }

  /** False when another attempt was counted in between, because it may have used the last free attempt. */
  async count(key: string, known: Attempts | undefined): Promise<boolean> {
    const next = {
      failures: (known?.failures ?? 0) + 1,
      lastAt: new Date(),
      expiresAt: expiryOf(known),
    };
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

  /** Counts one more failure. Parallel calls all count. */
  async add(key: string): Promise<void> {
    await this.attempts.updateOne(
      { _id: key },
      { $inc: { failures: 1 }, $set: { lastAt: new Date(), expiresAt: later(hour) } },
      { upsert: true },
    );
  }

  async forget(key: string): Promise<void> {
    await this.attempts.deleteOne({ _id: key });
  }

  /** Marks the key as known and resets its failures. */
  async know(key: string): Promise<void> {
    await this.attempts.updateOne(
      { _id: key },
      { $set: { failures: 0, lastAt: new Date(), expiresAt: later(knownForMs) } },
      { upsert: true },
    );
  }
}

const later = (ms: number) => new Date(Date.now() + ms);
/** A failure neither makes a key known nor shortens how long a known key stays known. */
const expiryOf = (known: Attempts | undefined): Date =>
  new Date(Math.max(known?.expiresAt.getTime() ?? 0, Date.now() + hour));
