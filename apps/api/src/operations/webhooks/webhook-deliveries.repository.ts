import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { Page, WebhookDelivery } from '@passline/contracts';
import { isDuplicateKey } from '@passline/event-log';
import type { Model, UpdateQuery } from 'mongoose';
import { after, pageFrom } from '../../common/http/pagination.ts';
import { claimDue } from '../../infrastructure/scheduler/claim-due.ts';
import { earliest } from '../../infrastructure/scheduler/earliest.ts';
import { type Expect, Scheduler } from '../../infrastructure/scheduler/scheduled-task.ts';
import { WEBHOOK_DELIVERY, type WebhookDeliveryDoc } from './webhook-delivery.schema.ts';

/** The task that sends deliveries. */
export const webhookDeliveries = 'webhook deliveries';

/** Longer than any attempt takes, so an expired claim belongs to a dead node. */
const claimedForMs = 60_000;

export type NewDelivery = Pick<
  WebhookDeliveryDoc,
  '_id' | 'webhookId' | 'eventId' | 'event' | 'orderId' | 'key' | 'body' | 'trace' | 'createdAt'
>;

/** Of the deliveries of one key only the oldest that waits has a due time, so an order's events arrive in their order. */
@Injectable()
export class WebhookDeliveriesRepository {
  readonly #expect: Expect;

  constructor(
    @InjectModel(WEBHOOK_DELIVERY) private readonly deliveries: Model<WebhookDeliveryDoc>,
    due: Scheduler,
  ) {
    this.#expect = due.expecting(webhookDeliveries);
  }

  /** Idempotent by event and webhook. */
  async add(wanted: readonly NewDelivery[]): Promise<void> {
    for (const delivery of wanted)
      try {
        await this.deliveries.create([{ ...delivery, state: 'waiting', attempts: 0 }]);
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
      }
    for (const key of new Set(wanted.map((it) => it.key))) await this.promote(key);
  }

  /**
   * Makes the oldest waiting delivery of the key due. Whoever adds one or ends one calls this after their write, so the
   * later of the two sees the other's.
   */
  async promote(key: string, dueAt = new Date()): Promise<void> {
    const first = await this.deliveries
      .findOne({ key, state: 'waiting' }, { dueAt: 1 })
      .sort({ _id: 1 })
      .lean<Pick<WebhookDeliveryDoc, '_id' | 'dueAt'>>();
    if (!first || first.dueAt) return;
    await this.deliveries.updateOne(
      { _id: first._id, state: 'waiting', dueAt: { $exists: false } },
      { $set: { dueAt } },
    );
    this.#expect(dueAt);
  }

  dueWebhooks(now: Date): Promise<string[]> {
    return this.deliveries.distinct('webhookId', { dueAt: { $lte: now } });
  }

  claim(webhookId: string, now: Date, limit: number): Promise<WebhookDeliveryDoc[]> {
    return claimDue(this.deliveries, { among: { webhookId }, now, limit, forMs: claimedForMs });
  }

  async end(
    { _id, key }: WebhookDeliveryDoc,
    state: 'delivered' | 'parked',
    last: WebhookDeliveryDoc['last'],
  ): Promise<void> {
    await this.deliveries.updateOne({ _id }, { $set: { state, last }, $unset: { dueAt: 1 } });
    await this.promote(key);
  }

  async retryAt(_id: string, dueAt: Date, last: WebhookDeliveryDoc['last']): Promise<void> {
    await this.deliveries.updateOne({ _id, state: 'waiting' }, { $set: { dueAt, last } });
    this.#expect(dueAt);
  }

  /** They wait without a due time until `release`. */
  async hold(webhookId: string): Promise<void> {
    await this.deliveries.updateMany({ webhookId, state: 'waiting' }, { $unset: { dueAt: 1 } });
  }

  async release(webhookId: string): Promise<void> {
    const keys = await this.deliveries.distinct('key', { webhookId, state: 'waiting' });
    for (const key of keys) await this.promote(key);
  }

  /** A delivery that has ended waits again, before those of its key that were published later. */
  async replay(webhookId: string, _id: string): Promise<WebhookDeliveryDoc | null> {
    const again: UpdateQuery<WebhookDeliveryDoc> = { $set: { state: 'waiting', attempts: 0 } };
    const delivery = await this.deliveries
      .findOneAndUpdate({ _id, webhookId, state: { $ne: 'waiting' }, body: { $ne: null } }, again, {
        returnDocument: 'after',
      })
      .lean<WebhookDeliveryDoc>();
    if (delivery) await this.promote(delivery.key);
    return delivery && this.find(webhookId, _id);
  }

  find(webhookId: string, _id: string): Promise<WebhookDeliveryDoc | null> {
    return this.deliveries.findOne({ _id, webhookId }).lean<WebhookDeliveryDoc>();
  }

  async page(
    webhookId: string,
    state: WebhookDelivery['state'] | undefined,
    limit: number,
    cursor?: string,
  ): Promise<Page<WebhookDeliveryDoc>> {
    const found = await this.deliveries
      .find({ webhookId, ...(state && { state }), ...(cursor && { _id: { $lt: after(cursor)[0] } }) })
      .sort({ _id: -1 })
      .limit(limit + 1)
      .lean<WebhookDeliveryDoc[]>();
    return pageFrom(found, limit, ({ _id }) => [_id]);
  }

  async removeOf(webhookId: string): Promise<void> {
    await this.deliveries.deleteMany({ webhookId });
  }

  /** The log stays, without the content. What waits is not sent any more. */
  async eraseAbout(orderIds: readonly string[]): Promise<number> {
    const orderId = { $in: [...orderIds] };
    await this.deliveries.updateMany(
      { orderId, state: 'waiting' },
      { $set: { state: 'parked', body: null }, $unset: { dueAt: 1 } },
    );
    await this.deliveries.updateMany(
      { orderId, body: { $ne: null } },
      { $set: { body: null, 'last.answer': '' } },
    );
    return 0;
  }

  async forgetBefore(before: Date, atMost: number): Promise<number> {
    const old = await this.deliveries
      .find({ createdAt: { $lt: before }, state: { $ne: 'waiting' } }, { _id: 1 })
      .sort({ createdAt: 1 })
      .limit(atMost)
      .lean<{ _id: string }[]>();
    await this.deliveries.deleteMany({ _id: { $in: old.map(({ _id }) => _id) } });
    return old.length;
  }

  nextDue(): Promise<Date | null> {
    return earliest(this.deliveries, 'dueAt');
  }
}
