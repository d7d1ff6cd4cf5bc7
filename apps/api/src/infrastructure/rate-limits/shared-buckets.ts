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
// A full bucket equals a missing one, so it can expire.
SharedBucketSchema.index({ fullAt: 1 }, { expireAfterSeconds: 0 });

const tries = 5;

/**
 * Token buckets in the store, shared by all processes and kept over restarts. Each take costs two store commands, so use
 * TokenBuckets for frequent events.
 *
 * Clock jumps are harmless: a jump refills a bucket at most once, and no wait is longer than a full refill.
 */
@Injectable()
export class SharedBuckets {
  /** Takes of this process run one after the other; otherwise many at once would fail by conflicting with each other. */
  readonly #queue = new SerialQueue();

  constructor(@InjectModel(SHARED_BUCKET) private readonly buckets: Model<SharedBucket>) {}

  /** Takes a token. Returns 0, or the seconds to wait if there is none. */
  async take(key: string, rate: Rate): Promise<number> {
    return this.#queue.run(key, () => this.#take(key, rate));
  }

  async #take(key: string, rate: Rate): Promise<number> {
    for (let triesLeft = tries; triesLeft > 0; triesLeft -= 1) {
      const known = await this.buckets.findById(key).lean<SharedBucket>();
      const { fullAt, wait } = taken(known?.fullAt.getTime(), rate, Date.now());
      if (wait > 0 || (await this.#write(key, known, new Date(fullAt)))) return wait;
    }
    return 1;
  }

  /** Returns false if another process changed the bucket in between. */
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

/** The state of the bucket after a take (`fullAt` in milliseconds since 1970), and the seconds to wait. */
export function taken(
  fullAt: number | undefined,
  { burst, perSecond }: Rate,
  now: number,
): { fullAt: number; wait: number } {
  // Dates are whole milliseconds.
  const each = Math.max(1, Math.round(1000 / perSecond));
  const whenEmpty = now + Math.max(1, Math.round(burst)) * each;
  // A bucket cannot be emptier than empty. A later `fullAt` comes from a clock that was ahead.
  const isPlausible = fullAt !== undefined && fullAt > now && fullAt <= whenEmpty;
  const after = (isPlausible ? fullAt : now) + each;
  return { fullAt: after, wait: Math.max(0, after - whenEmpty) / 1000 };
}
