import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { SerialQueue } from '@passline/contracts/serial-queue';
import { isDuplicateKey } from '@passline/event-log';
import { type Model, Schema } from 'mongoose';
import type { Rate } from '../../common/http/token-buckets.ts';

interface SharedBucket {
  _id: string;
  /** When the bucket is full again. */
  fullAt: Date;
}

export const SHARED_BUCKET = 'SharedBucket';
export const SharedBucketSchema = new Schema<SharedBucket>(
  { _id: { type: String, required: true }, fullAt: { type: Date, required: true } },
  { collection: 'rate_limits', versionKey: false },
);
// A bucket that is full says nothing.
SharedBucketSchema.index({ fullAt: 1 }, { expireAfterSeconds: 0 });

const tries = 5;

/**
 * Token buckets in the store, so that all processes take from the same one and a restart refills none. A take costs two
 * commands: what happens all the time belongs into TokenBuckets, which cost none.
 *
 * Safe against clocks: a jump in either direction refills a bucket once at most, and nobody waits longer than it takes to
 * fill the whole bucket.
 */
@Injectable()
export class SharedBuckets {
  /** Within this process one after the other, so that many at once do not refuse each other by being in the way. */
  readonly #queue = new SerialQueue();

  constructor(@InjectModel(SHARED_BUCKET) private readonly buckets: Model<SharedBucket>) {}

  /** Seconds until it may be tried again; 0 when a token was taken. */
  async take(key: string, rate: Rate): Promise<number> {
    return this.#queue.run(key, () => this.#take(key, rate));
  }

  async #take(key: string, rate: Rate): Promise<number> {
    for (let left = tries; left > 0; left -= 1) {
      const known = await this.buckets.findById(key).lean<SharedBucket>();
      const { fullAt, wait } = taken(known?.fullAt.getTime(), rate, Date.now());
      if (wait > 0 || (await this.#write(key, known, new Date(fullAt)))) return wait;
    }
    return 1;
  }

  /** False when another take came in between. */
  async #write(key: string, known: SharedBucket | null, fullAt: Date): Promise<boolean> {
    if (known) {
      const { matchedCount } = await this.buckets.updateOne(
        { _id: key, fullAt: known.fullAt },
        { $set: { fullAt } },
      );
      return matchedCount === 1;
    }
    try {
      await this.buckets.insertMany([{ _id: key, fullAt }]);
      return true;
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }
}

/** What a take leaves, in milliseconds since 1970, or how many seconds it has to wait. */
export function taken(
  fullAt: number | undefined,
  { burst, perSecond }: Rate,
  now: number,
): { fullAt: number; wait: number } {
  // Dates are whole milliseconds.
  const each = Math.max(1, Math.round(1000 / perSecond));
  const whenEmpty = now + Math.max(1, Math.round(burst)) * each;
  // A bucket cannot be emptier than empty: that one was filled by a clock that has gone back since.
  const isPossible = fullAt !== undefined && fullAt > now && fullAt <= whenEmpty;
  const after = (isPossible ? fullAt : now) + each;
  return { fullAt: after, wait: Math.max(0, after - whenEmpty) / 1000 };
}
