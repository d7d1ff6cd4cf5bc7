import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { Model } from 'mongoose';
import { ReadCache } from '../../infrastructure/database/read-cache.ts';
import { WEBHOOK, type WebhookDoc } from './webhook.schema.ts';

/** On other nodes a new webhook may begin this much later. One that was stopped sends nothing at once. */
const keepMs = 10_000;

@Injectable()
export class WebhooksRepository {
  readonly #enabled = new ReadCache<WebhookDoc[]>(keepMs);

  constructor(@InjectModel(WEBHOOK) private readonly webhooks: Model<WebhookDoc>) {}

  /** Read with every event, so kept for a moment. */
  enabled(): Promise<WebhookDoc[]> {
    return this.#enabled.get('all', () => this.webhooks.find({ enabled: true }).lean<WebhookDoc[]>().exec());
  }

  list(restaurantId: string | null): Promise<WebhookDoc[]> {
    return this.webhooks.find({ restaurantId }).sort({ _id: 1 }).lean<WebhookDoc[]>();
  }

  find(_id: string): Promise<WebhookDoc | null> {
    return this.webhooks.findById(_id).lean<WebhookDoc>();
  }

  async insert(webhook: WebhookDoc): Promise<void> {
    await this.webhooks.create([webhook]);
    this.#enabled.forgetAll();
  }

  async change(_id: string, change: Partial<WebhookDoc>): Promise<WebhookDoc | null> {
    const changed = await this.webhooks
      .findOneAndUpdate({ _id }, { $set: change }, { returnDocument: 'after' })
      .lean<WebhookDoc>();
    this.#enabled.forgetAll();
    return changed;
  }

  /** Writes only when the state changes: with the first failure, and with the first success after one. */
  async noteOutcome({ _id, failingSince }: WebhookDoc, failedAt: Date | null): Promise<void> {
    if (Boolean(failingSince) === (failedAt !== null)) return;
    await this.webhooks.updateOne({ _id }, { $set: { failingSince: failedAt } });
  }

  async remove(_id: string): Promise<void> {
    await this.webhooks.deleteOne({ _id });
    this.#enabled.forgetAll();
  }
}
