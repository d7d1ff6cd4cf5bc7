import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { PushSubscriptionRequest } from '@passline/contracts';
import type { Model } from 'mongoose';
import { PUSH_SUBSCRIPTION, type PushSubscriptionDoc } from './push-subscription.schema.ts';

/** More browsers than a user has. Beyond the limit, the least recently renewed one is removed. */
const mostPerUser = 10;

@Injectable()
export class PushSubscriptionsRepository {
  constructor(@InjectModel(PUSH_SUBSCRIPTION) private readonly subscriptions: Model<PushSubscriptionDoc>) {}

  async put(
    { endpoint, keys }: PushSubscriptionRequest,
    owner: Pick<PushSubscriptionDoc, 'userId' | 'sessionId'>,
  ): Promise<void> {
    const fields = { ...owner, endpoint, keys, renewedAt: new Date() };
    await this.subscriptions.updateOne({ _id: idOf(endpoint) }, { $set: fields }, { upsert: true });
    const tooMany = await this.subscriptions
      .find({ userId: owner.userId }, { _id: 1 })
      .sort({ renewedAt: -1 })
      .skip(mostPerUser)
      .lean<{ _id: string }[]>();
    if (tooMany.length > 0)
      await this.subscriptions.deleteMany({ _id: { $in: tooMany.map(({ _id }) => _id) } });
  }

  async remove(endpoint: string, userId: string): Promise<void> {
    await this.subscriptions.deleteOne({ _id: idOf(endpoint), userId });
  }

  async removeById(_id: string): Promise<void> {
    await this.subscriptions.deleteOne({ _id });
  }

  async endSession(sessionId: string): Promise<void> {
    await this.subscriptions.deleteMany({ sessionId });
  }

  async endUser(userId: string): Promise<void> {
    await this.subscriptions.deleteMany({ userId });
  }

  async find(_id: string): Promise<PushSubscriptionDoc | null> {
    return this.subscriptions.findById(_id).lean<PushSubscriptionDoc>();
  }

  async idsOf(userIds: readonly string[]): Promise<string[]> {
    if (userIds.length === 0) return [];
    const found = await this.subscriptions
      .find({ userId: { $in: [...userIds] } }, { _id: 1 })
      .lean<{ _id: string }[]>();
    return found.map(({ _id }) => _id);
  }
}

const idOf = (endpoint: string) => createHash('sha256').update(endpoint).digest('base64url');
