import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import {
  type PushChoices,
  type PushKind,
  type PushSubscriptionRequest,
  type Role,
  pushKindsOf,
} from '@passline/contracts';
import type { Model, QueryFilter } from 'mongoose';
import { ReadCache } from '../../infrastructure/database/read-cache.ts';
import { SubscribedUsers } from './subscribed-users.ts';
import { PUSH_SUBSCRIPTION, type PushSubscriptionDoc } from './push-subscription.schema.ts';

/** More browsers than a user has. Beyond the limit, the least recently renewed one is removed. */
const mostPerUser = 10;

/**
 * How long the browsers of users are kept in memory. Changes of this node count at once. A browser that another node has
 * removed is found missing when its message is sent, and one that has a new owner is not sent messages of the previous one.
 */
const knownForMs = 2_000;

export type Browser = Pick<PushSubscriptionDoc, '_id' | 'userId' | 'role' | 'kinds' | 'language'>;
const browserFields = { userId: 1, role: 1, kinds: 1, language: 1 } as const;

@Injectable()
export class PushSubscriptionsRepository {
  readonly #browsers = new ReadCache<readonly Browser[]>(knownForMs);

  readonly #subscribed: SubscribedUsers;

  constructor(@InjectModel(PUSH_SUBSCRIPTION) private readonly subscriptions: Model<PushSubscriptionDoc>) {
    this.#subscribed = new SubscribedUsers(
      async (time) =>
        this.subscriptions
          .find(time ? { renewedAt: { $gt: time } } : {}, { userId: 1, renewedAt: 1 })
          .lean<Pick<PushSubscriptionDoc, 'userId' | 'renewedAt'>[]>(),
      knownForMs,
    );
  }

  /** The choices of another user who used this browser before do not stay. */
  async put(
    { endpoint, keys, kinds, language }: PushSubscriptionRequest,
    owner: Pick<PushSubscriptionDoc, 'userId' | 'sessionId'> & { role: Role },
  ): Promise<PushChoices> {
    const _id = idOf(endpoint);
    const fields = {
      ...owner,
      endpoint,
      keys,
      renewedAt: new Date(),
      ...(kinds && { kinds }),
      ...(language && { language }),
    };
    await this.subscriptions.deleteOne({ _id, userId: { $ne: owner.userId } });
    const stored = await this.subscriptions
      .findOneAndUpdate({ _id }, { $set: fields }, { upsert: true, returnDocument: 'after' })
      .lean<PushSubscriptionDoc>();
    this.#subscribed.add(owner.userId);
    this.#browsers.forgetAll();
    await this.#removeTooMany(owner.userId);
    return {
      kinds: [...(stored.kinds ?? pushKindsOf(owner.role))],
      language: stored.language ?? 'en',
    };
  }

  async #removeTooMany(userId: string): Promise<void> {
    const tooMany = await this.subscriptions
      .find({ userId }, { _id: 1 })
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

  /** The browsers of these users that get messages of this kind. */
  async browsersOf(userIds: readonly string[], kind: PushKind): Promise<readonly Browser[]> {
    const subscribed = await this.#subscribed.among(userIds);
    if (subscribed.length === 0) return [];
    // A real promise: a Mongoose query runs again for everyone who waits for it.
    const browsers = await this.#browsers.get(subscribed.join(' '), async () =>
      this.subscriptions.find({ userId: { $in: subscribed } }, browserFields).lean<Browser[]>(),
    );
    const found = new Set(browsers.map(({ userId }) => userId));
    for (const userId of subscribed) if (!found.has(userId)) this.#subscribed.remove(userId);
    return browsers.filter(({ kinds }) => !kinds || kinds.includes(kind));
  }

  async #delete(filter: QueryFilter<PushSubscriptionDoc>): Promise<void> {
    await this.subscriptions.deleteMany(filter);
    this.#browsers.forgetAll();
  }
}

const idOf = (endpoint: string) => createHash('sha256').update(endpoint).digest('base64url');
