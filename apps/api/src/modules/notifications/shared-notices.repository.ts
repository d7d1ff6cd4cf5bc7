import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { type AggregateStore, type Decision, type EventEnvelope, isDuplicateKey } from '@passline/event-log';
import type { Model } from 'mongoose';
import { AggregateStores } from '../../infrastructure/events/aggregate-stores.ts';
import { type News, NOTIFICATION, type NotificationDoc, idFor } from './notification.schema.ts';

const tries = 10;

type SharedNews = Omit<News, 'userId'>;
type Source = Pick<EventEnvelope, 'id' | 'at'>;

/**
 * One notification for all who are notified of the same matter, such as a job that is offered to twenty couriers: one
 * document instead of twenty. It comes again, with the same id, when there is more about the matter.
 */
@Injectable()
export class SharedNotices {
  readonly #store: AggregateStore<NotificationDoc>;

  constructor(
    @InjectModel(NOTIFICATION) private readonly notifications: Model<NotificationDoc>,
    aggregates: AggregateStores,
  ) {
    this.#store = aggregates.of(notifications, 'notification');
  }

  /** Idempotent. */
  async notify(source: Source, matter: string, users: readonly string[], news: SharedNews): Promise<void> {
    if (users.length === 0) return;
    for (let left = tries; left > 0; left -= 1) {
      const known = await this.notifications.findOne({ matter }, { _id: 1 }).lean<{ _id: string }>();
      if (!known) {
        if (await this.#add(source, matter, users, news)) return;
        continue;
      }
      await this.#store.mutate(known._id, (doc) => renewed(doc, source, users, news), { actor: null });
      return;
    }
    throw new Error(
      `the notification of ${matter} was created and removed ${tries} times; the relay will retry`,
    );
  }

  /** These users know of the matter now. */
  async end(matter: string, users: readonly string[], at: Date): Promise<void> {
    const waiting = await this.notifications
      .findOne({ matter, unreadBy: { $in: [...users] } }, { _id: 1 })
      .lean<{ _id: string }>();
    if (waiting) await this.#store.mutate(waiting._id, (doc) => read(doc, users, at), { actor: null });
  }

  /** False: another process has added one. */
  async #add(source: Source, matter: string, users: readonly string[], news: SharedNews): Promise<boolean> {
    try {
      await this.#store.insert(
        {
          _id: idFor(source.id, matter),
          ...news,
          matter,
          userId: users,
          unreadBy: users,
          reads: [],
          readAt: null,
          createdAt: source.at,
        },
        [{ type: 'notification.created', data: { userId: users, ...news } }],
        null,
      );
      return true;
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      return false;
    }
  }
}

/** An event that arrives late, after a newer one, notifies only those whom the newer one did not. */
function renewed(
  doc: NotificationDoc,
  { at }: Source,
  users: readonly string[],
  news: SharedNews,
): Decision<NotificationDoc> | null {
  const isLate = doc.createdAt >= at;
  const known = new Set([doc.userId].flat());
  const notified = isLate ? users.filter((userId) => !known.has(userId)) : users;
  if (notified.length === 0) return null;
  const again = new Set(notified);
  return {
    change: {
      ...(!isLate && { ...news, createdAt: at }),
      userId: [...new Set([doc.userId, notified].flat())],
      unreadBy: [...new Set([...(doc.unreadBy ?? []), ...notified])],
      reads: (doc.reads ?? []).filter(({ userId }) => !again.has(userId)),
    },
    events: [{ type: 'notification.created', data: { userId: notified, ...news } }],
  };
}

function read(doc: NotificationDoc, users: readonly string[], at: Date): Decision<NotificationDoc> | null {
  const reading = new Set(users);
  const readers = (doc.unreadBy ?? []).filter((userId) => reading.has(userId));
  if (readers.length === 0) return null;
  return {
    change: {
      unreadBy: (doc.unreadBy ?? []).filter((userId) => !reading.has(userId)),
      reads: [...(doc.reads ?? []), ...readers.map((userId) => ({ userId, at }))],
    },
    events: [{ type: 'notification.read', data: { userId: readers, andOlder: false, readAt: at } }],
  };
}
