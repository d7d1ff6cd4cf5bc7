import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { Page } from '@passline/contracts';
import type { AggregateStore } from '@passline/event-log';
import type { Model } from 'mongoose';
import { Aggregates } from '../events/aggregates.ts';
import { after, pageFrom } from '../http/pages.ts';
import { isDuplicateKey } from '../storage/duplicate-key.ts';
import { NOTIFICATION, type NotificationDoc } from './notification.schema.ts';

export type News = Pick<NotificationDoc, 'userId' | 'title' | 'message' | 'type' | 'orderId'>;

@Injectable()
export class NotificationsRepository {
  readonly #store: AggregateStore<NotificationDoc>;

  constructor(
    @InjectModel(NOTIFICATION) private readonly notifications: Model<NotificationDoc>,
    aggregates: Aggregates,
  ) {
    this.#store = aggregates.of(notifications, 'notification');
  }

  /** One event makes one notification per user: the id says so, however often the event is told. */
  async add(eventId: string, news: News): Promise<void> {
    try {
      await this.#store.insert(
        { _id: idOf(eventId, news.userId), ...news, unread: true, readAt: null, createdAt: new Date() },
        [{ type: 'notification.created', data: news }],
        null,
      );
    } catch (error) {
      if (!isDuplicateKey(error, '_id')) throw error;
    }
  }

  async of(userId: string): Promise<NotificationDoc[]> {
    return this.notifications.find({ userId }).sort({ _id: -1 }).lean<NotificationDoc[]>();
  }

  /** To them, and to anybody about their orders: a courier's has the address. Answers how many are still there. */
  async removeAbout(userId: string, orderIds: readonly string[]): Promise<number> {
    let left = 0;
    for (const about of [{ userId }, { orderId: { $in: orderIds } }]) {
      await this.notifications.deleteMany({ ...about, ...settled });
      left += await this.notifications.countDocuments(about);
    }
    return left;
  }

  async forgetBefore(before: Date, atMost: number): Promise<number> {
    const old = await this.notifications
      .find({ createdAt: { $lt: before }, ...settled }, { _id: 1 })
      .sort({ createdAt: 1 })
      .limit(atMost)
      .lean<{ _id: string }[]>();
    await this.notifications.deleteMany({ _id: { $in: old.map(({ _id }) => _id) } });
    return old.length;
  }

  async page(userId: string, limit: number, cursor?: string): Promise<Page<NotificationDoc>> {
    const found = await this.notifications
      .find({ userId, ...(cursor && { _id: { $lt: after(cursor)[0] } }) })
      .sort({ _id: -1 })
      .limit(limit + 1)
      .lean<NotificationDoc[]>();
    return pageFrom(found, limit, ({ _id }) => [_id]);
  }

  unread(userId: string): Promise<number> {
    return this.notifications.countDocuments({ userId, unread: true });
  }

  // To be read is nobody else's business: no event, so no version either.
  async read(userId: string, id: string): Promise<NotificationDoc | null> {
    const read = await this.notifications
      .findOneAndUpdate({ _id: id, userId, unread: true }, readNow(), { returnDocument: 'after' })
      .lean<NotificationDoc>();
    return read ?? this.notifications.findOne({ _id: id, userId }).lean<NotificationDoc>();
  }

  async readAll(userId: string): Promise<void> {
    await this.notifications.updateMany({ userId, unread: true }, readNow());
  }
}

/** Nothing of it is on its way. */
const settled = { outboxDue: { $exists: false } };

const readNow = () => ({ $set: { readAt: new Date() }, $unset: { unread: 1 as const } });

const idOf = (eventId: string, userId: string) =>
  `${eventId}-${createHash('sha256').update(userId).digest('hex').slice(0, 16)}`;
