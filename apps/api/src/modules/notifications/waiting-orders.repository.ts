import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import {
  AggregateNotFound,
  type AggregateStore,
  type BatchItem,
  type Decision,
  type EventDraft,
  isDuplicateKey,
  KeyedBatches,
  type Known,
} from '@passline/event-log';
import type { Model } from 'mongoose';
import { RestaurantStaff } from '../accounts/restaurant-staff.ts';
import { AggregateStores } from '../../infrastructure/events/aggregate-stores.ts';
import { NOTIFICATION, type NotificationDoc, type WaitingOrder } from './notification.schema.ts';
import { waitingText, withWaiting } from './waiting-orders.ts';

type Change = { eventId: string; waits: WaitingOrder } | { answered: string };
type Waits = Extract<Change, { waits: WaitingOrder }>;

interface News {
  waiting: readonly Waits[];
  answered: ReadonlySet<string>;
  /** Who is notified; empty when no order was added. */
  team: readonly string[];
}

const tries = 5;
/** Each write contains all orders that wait, so there should be few. */
const mostAtOnce = 500;
/** Orders that escalate in a rush share a write within this time; the first of them does not wait. */
const shortestPauseMs = 500;
/** Their events stay in the outbox for as long, and must be settled before a sweep takes them for abandoned. */
const longestPauseMs = 3_000;

/**
 * Keeps one notification per restaurant about its unanswered orders, for the whole team: it grows with each order that
 * escalates, and ends when the last one is answered. So the cost of an unanswered order depends neither on the number of
 * orders nor on that of staff. Changes that arrive together are one write.
 */
@Injectable()
export class WaitingOrders {
  readonly #store: AggregateStore<NotificationDoc>;
  readonly #changes = new KeyedBatches<Change, void>(
    (restaurantId, batch) => this.#apply(restaurantId, batch),
    { most: mostAtOnce, spacingMs: shortestPauseMs },
  );

  constructor(
    @InjectModel(NOTIFICATION) private readonly notifications: Model<NotificationDoc>,
    aggregates: AggregateStores,
    private readonly staff: RestaurantStaff,
  ) {
    this.#store = aggregates.of(notifications, 'notification');
  }

  /** Idempotent. */
  add(restaurantId: string, eventId: string, waits: WaitingOrder): Promise<void> {
    return this.#changes.add(restaurantId, { eventId, waits });
  }

  /** Idempotent. */
  remove(restaurantId: string, answered: string): Promise<void> {
    return this.#changes.add(restaurantId, { answered });
  }

  async #apply(restaurantId: string, batch: readonly BatchItem<Change, void>[]): Promise<number> {
    const changes = batch.map(({ item }) => item);
    const answered = new Set(changes.flatMap((change) => ('answered' in change ? change.answered : [])));
    // An order that escalated and was answered within one batch needs no notification any more.
    const waiting = changes.filter(
      (change): change is Waits => 'waits' in change && !answered.has(change.waits.id),
    );
    const team = waiting.length > 0 ? await this.staff.of(restaurantId) : [];
    const count = await this.#change(restaurantId, { waiting, answered, team });
    for (const { resolve } of batch) resolve();
    return pauseMs(count);
  }

  /** Returns the length of the list that was written. */
  async #change(restaurantId: string, news: News): Promise<number> {
    for (let left = tries; left > 0; left -= 1) {
      const open = await this.notifications
        .findOne({ matter: restaurantId })
        .select('+outbox')
        .lean<Known<NotificationDoc>>();
      const done = open ? await this.#update(open, news) : await this.#open(restaurantId, news);
      if (done) return (open?.orders?.length ?? 0) + news.waiting.length;
    }
    throw new Error(
      `the notification of restaurant ${restaurantId} changed ${tries} times; the relay will retry`,
    );
  }

  /** False: it ended meanwhile. */
  async #update(open: Known<NotificationDoc>, news: News): Promise<boolean> {
    const result = { ended: false };
    try {
      await this.#store.mutate(
        open._id,
        (doc) => {
          result.ended = doc.matter === undefined;
          return result.ended ? null : changed(doc, news, new Date());
        },
        { actor: null, known: open },
      );
    } catch (error) {
      // Its retention period is over, or its customer was erased.
      if (error instanceof AggregateNotFound) return false;
      throw error;
    }
    return !result.ended;
  }

  /** False: another process has opened one. */
  async #open(matter: string, news: News): Promise<boolean> {
    const [first, ...others] = news.waiting;
    const opened = first && grown([], news);
    if (!opened) return true;
    const _id = `${first.eventId}-waiting`;
    try {
      await this.#store.insert(
        { ...opened.change, _id, matter, reads: [], readAt: null, createdAt: new Date() },
        opened.events,
        null,
      );
      return true;
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      // The event has arrived before, and what it opened is over.
      if (await this.notifications.exists({ _id, matter: { $exists: false } }))
        return this.#open(matter, { ...news, waiting: others });
      return false;
    }
  }
}

/** The longer the list, the fewer writes, so that the work in a second does not grow with the number of orders that wait. */
export const pauseMs = (count: number): number =>
  Math.min(Math.max(shortestPauseMs, 2 * count), longestPauseMs);

interface Grown {
  change: Pick<
    NotificationDoc,
    'userId' | 'unreadBy' | 'orders' | 'type' | 'title' | 'message' | 'params' | 'orderId'
  >;
  events: EventDraft[];
}

/** Unread again for the whole team. Null when nothing is new, as when an event arrives twice. */
function grown(orders: readonly WaitingOrder[], { waiting, team }: News): Grown | null {
  const all = withWaiting(
    orders,
    waiting.map(({ waits }) => waits),
  );
  if (!all) return null;
  const text = waitingText(all);
  return {
    change: { userId: team, unreadBy: team, orders: all, ...text },
    events: team.length > 0 ? [{ type: 'notification.created', data: { userId: team, ...text } }] : [],
  };
}

function changed(doc: NotificationDoc, news: News, now: Date): Decision<NotificationDoc> | null {
  const before = doc.orders ?? [];
  const left = before.filter(({ id }) => !news.answered.has(id));
  const more = grown(left, news);
  if (more) return { ...more, change: { ...more.change, reads: [] } };
  if (left.length === before.length) return null;
  if (left.length > 0) return { change: { orders: left, ...waitingText(left) }, events: [] };
  const { unreadBy: userId = [] } = doc;
  return {
    change: { $set: { orders: [], unreadBy: [], readAt: now }, $unset: { matter: 1 } },
    events:
      userId.length > 0
        ? [{ type: 'notification.read', data: { userId, andOlder: false, readAt: now } }]
        : [],
  };
}
