import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { PushSubscriptionRequest } from '@passline/contracts';
import type { Model, QueryFilter } from 'mongoose';
import { ReadCache } from '../../infrastructure/database/read-cache.ts';
import { PUSH_SUBSCRIPTION, type PushSubscriptionDoc } from './push-subscription.schema.ts';

/** More browsers than a user has. Beyond the limit, the least recently renewed one is removed. */
const mostPerUser = 10;

/**
 * How long the browsers of a team are kept in memory. Changes of this node count at once. A browser that another node has
 * removed is found missing when its message is sent, and one that has a new owner is not sent messages of the previous one.
 */
const knownForMs = 2_000;

export type Browser = Pick<PushSubscriptionDoc, '_id' | 'userId'>;

@Injectable()
export class PushSubscriptionsRepository {
  readonly #browsers = new ReadCache<readonly Browser[]>(knownForMs);

  constructor(@InjectModel(PUSH_SUBSCRIPTION) private readonly subscriptions: Model<PushSubscriptionDoc>) {}

  async put(
    { endpoint, keys }: PushSubscriptionRequest,
    owner: Pick<PushSubscriptionDoc, 'userId' | 'sessionId'>,
  ): Promise<void> {
    const fields = { ...owner, endpoint, keys, renewedAt: new Date() };
    await this.subscriptions.updateOne({ _id: idOf(endpoint) }, { $set: fields }, { upsert: true });
    this.#browsers.forgetAll();
    const tooMany = await this.subscriptions
      .find({ userId: owner.userId }, { _id: 1 })
      .sort({ renewedAt: -1 })
      .skip(mostPerUser)
      .lean<{ _id: string }[]>();
    if (tooMany.length > 0) await this.#delete({ _id: { $in: tooMany.map(({ _id }) => _id) } });
  }

  async remove(endpoint: string, userId: string): Promise<void> {
    await this.#delete({ _id: idOf(endpoint), userId });
  }

  async removeById(_id: string): Promise<void> {
    await this.#delete({ _id });
  }

  async endSession(sessionId: string): Promise<void> {
    await this.#delete({ sessionId });
  }

  async endUser(userId: string): Promise<void> {
    await this.#delete({ userId });
  }

  async find(_id: string): Promise<PushSubscriptionDoc | null> {
    return this.subscriptions.findById(_id).lean<PushSubscriptionDoc>();
  }

  async browsersOf(userIds: readonly string[]): Promise<readonly Browser[]> {
    if (userIds.length === 0) return [];
    // A real promise: a Mongoose query runs again for everyone who waits for it.
    return this.#browsers.get(userIds.join(' '), async () =>
      this.subscriptions.find({ userId: { $in: [...userIds] } }, { userId: 1 }).lean<Browser[]>(),
    );
  }

  async #delete(filter: QueryFilter<PushSubscriptionDoc>): Promise<void> {
    await this.subscriptions.deleteMany(filter);
    this.#browsers.forgetAll();
  }
}

const idOf = (endpoint: string) => createHash('sha256').update(endpoint).digest('base64url');
