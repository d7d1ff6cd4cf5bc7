import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { Page } from '@passline/contracts';
import { type Actor, type AggregateStore, type EventEnvelope, isDuplicateKey } from '@passline/event-log';
import type { Model } from 'mongoose';
import { AggregateStores } from '../../infrastructure/events/aggregate-stores.ts';
import { allPublished } from '../../infrastructure/events/all-published.ts';
import { after, pageFrom } from '../../common/http/pagination.ts';
import type { Notice } from './notice.ts';
import { SharedNotices } from './shared-notices.repository.ts';
import { type News, NOTIFICATION, type NotificationDoc, idFor, readAtOf } from './notification.schema.ts';

@Injectable()
export class NotificationsRepository {
  readonly #store: AggregateStore<NotificationDoc>;

  constructor(
    @InjectModel(NOTIFICATION) private readonly notifications: Model<NotificationDoc>,
    aggregates: AggregateStores,
    private readonly shared: SharedNotices,
  ) {
    this.#store = aggregates.of(notifications, 'notification');
  }

  /** Idempotent. */
  async notify(
    source: Pick<EventEnvelope, 'id' | 'at'>,
    { to, matter, ...text }: Notice,
    orderId: string | null,
  ): Promise<void> {
    const news = { ...text, orderId };
    if (matter === undefined) await Promise.all(to.map((userId) => this.#add(source, { ...news, userId })));
    else await this.shared.notify(source, matter, to, news);
  }

  /** Idempotent: the id consists of event and user, so an event delivered twice creates one notification per user. */
  async #add({ id, at }: Pick<EventEnvelope, 'id' | 'at'>, news: News): Promise<void> {
    try {
      await this.insert(idFor(id, news.userId), at, news);
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
  }

  /** A notification of another service under an id of its own. Rejects with a duplicate key if there is one with this id. */
  async insert(id: string, at: Date, news: News): Promise<void> {
    await this.#store.insert(
      { _id: id, ...news, unread: true, readAt: null, createdAt: at },
      [{ type: 'notification.created', at, data: news }],
      null,
    );
  }

  async of(userId: string): Promise<NotificationDoc[]> {
    return this.notifications.find({ userId }).sort({ _id: -1 }).lean<NotificationDoc[]>();
  }

  /** Removes the user's notifications, and all about the user's orders. Returns how many remain for now. */
  async removeAbout(userId: string, orderIds: readonly string[]): Promise<number> {
    let remaining = 0;
    for (const about of [{ userId }, { orderId: { $in: orderIds } }]) {
      await this.notifications.deleteMany({ ...about, ...allPublished });
      remaining += await this.notifications.countDocuments(about);
    }
    return remaining;
  }

  async forgetBefore(before: Date, atMost: number): Promise<number> {
    const old = await this.notifications
      .find({ createdAt: { $lt: before }, ...allPublished }, { _id: 1 })
      .sort({ createdAt: 1 })
      .limit(atMost)
      .lean<{ _id: string }[]>();
    await this.notifications.deleteMany({ _id: { $in: old.map(({ _id }) => _id) }, ...allPublished });
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
    return this.notifications.countDocuments(unreadOf(userId));
  }

  /** Records one event for the user's other screens, even if it is called several times. */
  async read(reader: Actor, id: string): Promise<NotificationDoc> {
    return this.#markRead(reader, id, false);
  }

  /**
   * The newest notification is marked last, and its event stands for all. After an interruption it is still unread, so a
   * retry completes the work.
   */
  async readAll(reader: Actor): Promise<void> {
    const unread = unreadOf(reader.id);
    const newest = await this.notifications.findOne(unread, { _id: 1 }).sort({ _id: -1 }).lean();
    if (!newest) return;
    const older = { $lt: newest._id };
    const at = new Date();
    await this.notifications.updateMany({ userId: reader.id, unread: true, _id: older }, readAt(at));
    await this.notifications.updateMany({ ...unreadInTeam(reader.id), _id: older }, readBy(reader.id, at));
    await this.#markRead(reader, newest._id, true);
  }

  async #markRead(reader: Actor, id: string, andOlder: boolean): Promise<NotificationDoc> {
    const userId = reader.id;
    return this.#store.mutate(
      id,
      (notification) => {
        const before = readAtOf(notification, userId);
        if (before && !andOlder) return null;
        const at = before ?? new Date();
        return {
          change: before ? {} : typeof notification.userId !== 'string' ? readBy(userId, at) : readAt(at),
          events: [{ type: 'notification.read', data: { userId, andOlder, readAt: at } }],
        };
      },
      { actor: reader, guard: { userId } },
    );
  }
}

const readAt = (at: Date) => ({ $set: { readAt: at }, $unset: { unread: 1 as const } });

/** The mark of one member; for the others of the team it stays unread. */
const readBy = (userId: string, at: Date) => ({
  $pull: { unreadBy: userId },
  $push: { reads: { userId, at } },
});

const unreadInTeam = (userId: string) => ({ matter: { $exists: true }, unreadBy: userId });

const unreadOf = (userId: string) => ({ $or: [{ userId, unread: true }, unreadInTeam(userId)] });
