import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { type ChatMessage, type ChatSide, Id, Moment, type Page } from '@passline/contracts';
import { type Actor, type AggregateStore, isDuplicateKey } from '@passline/event-log';
import type { Model, QueryFilter } from 'mongoose';
import { AggregateStores } from '../../infrastructure/events/aggregate-stores.ts';
import { allPublished } from '../../infrastructure/events/all-published.ts';
import { after, pageFrom } from '../../common/http/pagination.ts';
import { earliest } from '../../infrastructure/scheduler/earliest.ts';
import { type Expect, Scheduler } from '../../infrastructure/scheduler/scheduled-task.ts';
import type { Conversation } from './chat.events.ts';
import { moveMark } from './chat-mark.ts';
import { CHAT_MESSAGE, type MessageDoc } from './message.schema.ts';
import { READ_MARK, type ReadMarkDoc } from './read-mark.schema.ts';

/** The task that looks for messages that were not read. */
export const unreadMessages = 'unread chat messages';

/** Long enough for every open chat to report that it shows the message. */
const unreadAfterMs = 5_000;

interface MessageKey {
  at: Date;
  id: string;
}

/** Every read and write includes the order, so that knowing a message's id gives no access to another conversation. */
@Injectable()
export class ChatRepository {
  readonly #messages: AggregateStore<MessageDoc>;
  readonly #marks: AggregateStore<ReadMarkDoc>;
  readonly #expect: Expect;

  constructor(
    @InjectModel(CHAT_MESSAGE) private readonly messages: Model<MessageDoc>,
    @InjectModel(READ_MARK) private readonly marks: Model<ReadMarkDoc>,
    aggregates: AggregateStores,
    due: Scheduler,
  ) {
    this.#expect = due.expecting(unreadMessages);
    this.#messages = aggregates.of(messages, 'chat message');
    this.#marks = aggregates.of(marks, 'read mark');
  }

  /** Null: a message with this id exists already, in this or another conversation. */
  async add(
    id: string,
    conversation: Conversation,
    from: ChatMessage['from'],
    text: string,
    actor: Actor,
  ): Promise<MessageDoc | null> {
    const { orderId } = conversation;
    const at = new Date();
    const notifyAt = new Date(at.getTime() + unreadAfterMs);
    try {
      const message = await this.#messages.insert(
        { _id: id, orderId, from, text, at, notifyAt },
        [{ type: 'chat.message_sent', data: { ...conversation, from, text } }],
        actor,
      );
      this.#expect(notifyAt);
      return message;
    } catch (error) {
      if (isDuplicateKey(error)) return null;
      throw error;
    }
  }

  async due(now: Date, limit: number): Promise<MessageDoc[]> {
    return this.messages
      .find({ notifyAt: { $lte: now } })
      .sort({ notifyAt: 1 })
      .limit(limit)
      .lean<MessageDoc[]>();
  }

  nextDue(): Promise<Date | null> {
    return earliest(this.messages, 'notifyAt');
  }

  /** Records once who has not read the message in time. */
  async endReadingTime(
    { _id }: MessageDoc,
    unread: (Conversation & { from: string; sides: ChatSide[] }) | null,
  ): Promise<void> {
    await this.#messages.mutate(
      _id,
      ({ notifyAt }) =>
        notifyAt
          ? {
              change: { $unset: { notifyAt: 1 } },
              events: unread ? [{ type: 'chat.unread', data: unread }] : [],
            }
          : null,
      { actor: null },
    );
  }

  find(orderId: string, id: string): Promise<MessageDoc | null> {
    return this.messages.findOne({ _id: id, orderId }).lean<MessageDoc>();
  }

  async page(
    orderId: string,
    limit: number,
    { cursor, before }: { cursor?: string | undefined; before?: MessageKey | undefined },
  ): Promise<Page<MessageDoc>> {
    const end = cursor ? keyIn(cursor) : before;
    const found = await this.messages
      .find({ orderId, ...(end && earlierThan(end)) })
      .sort({ at: -1, _id: -1 })
      .limit(limit + 1)
      .lean<MessageDoc[]>();
    return pageFrom(found, limit, ({ at, _id }) => [at.toISOString(), _id]);
  }

  async unread(orderId: string, userId: string, read: ReadMarkDoc | undefined): Promise<number> {
    return this.messages.countDocuments({
      orderId,
      'from.id': { $ne: userId },
      ...(read && laterThan({ at: read.sentAt, id: read.upTo })),
    });
  }

  /** The number of unread messages of the user, for those of the given conversations that have any. */
  async unreadIn(orderIds: readonly string[], userId: string): Promise<Map<string, number>> {
    const byOthers = { orderId: { $in: [...orderIds] }, 'from.id': { $ne: userId } };
    const conversations = await this.messages.aggregate<{ _id: string; count: number }>([
      { $match: byOthers },
      { $group: { _id: '$orderId', count: { $sum: 1 } } },
    ]);
    const ids = conversations.map(({ _id }) => markId(_id, userId));
    const marks = await this.marks.find({ _id: { $in: ids } }).lean<ReadMarkDoc[]>();
    const read = new Map(marks.map((mark) => [mark.orderId, mark]));
    const counts = await Promise.all(
      conversations.map(async ({ _id, count }) => {
        const mark = read.get(_id);
        return [_id, mark ? await this.unread(_id, userId, mark) : count] as const;
      }),
    );
    return new Map(counts.filter(([, count]) => count > 0));
  }

  /** Whole conversations, oldest message first. */
  async ofOrders(orderIds: readonly string[]): Promise<MessageDoc[]> {
    return this.messages
      .find({ orderId: { $in: orderIds } })
      .sort({ at: 1 })
      .lean<MessageDoc[]>();
  }

  /** Returns how many documents remain, because their events are not published yet. */
  async removeOf(orderIds: readonly string[]): Promise<number> {
    const of = { orderId: { $in: orderIds } };
    await Promise.all([
      this.messages.deleteMany({ ...of, ...allPublished }),
      this.marks.deleteMany({ ...of, ...allPublished }),
    ]);
    const [messages, marks] = await Promise.all([
      this.messages.countDocuments(of),
      this.marks.countDocuments(of),
    ]);
    return messages + marks;
  }

  async forgetBefore(before: Date, atMost: number): Promise<number> {
    const old = { at: { $lt: before }, ...allPublished };
    const messages = await this.messages.find(old, { _id: 1 }).sort({ at: 1 }).limit(atMost).lean();
    const marks = await this.marks.find(old, { _id: 1 }).sort({ at: 1 }).limit(atMost).lean();
    await this.messages.deleteMany({ _id: { $in: messages.map(({ _id }) => _id) }, ...allPublished });
    await this.marks.deleteMany({ _id: { $in: marks.map(({ _id }) => _id) }, ...allPublished });
    return Math.max(messages.length, marks.length);
  }

  marksOf(orderId: string): Promise<ReadMarkDoc[]> {
    return this.marks.find({ orderId }).lean<ReadMarkDoc[]>();
  }

  async markRead(
    message: MessageDoc,
    side: ChatSide,
    conversation: Conversation,
    actor: Actor,
  ): Promise<void> {
    const { orderId } = conversation;
    const userId = actor.id;
    await moveMark(
      this.marks,
      this.#marks,
      { _id: markId(orderId, userId), orderId, userId },
      message,
      { type: 'chat.read', data: { ...conversation, userId, side, upTo: message._id } },
      actor,
    );
  }
}

const markId = (orderId: string, userId: string) => `${orderId}.${userId}`;

const earlierThan = ({ at, id }: MessageKey): QueryFilter<MessageDoc> => ({
  at: { $lte: at },
  $or: [{ at: { $lt: at } }, { _id: { $lt: id } }],
});
const laterThan = ({ at, id }: MessageKey): QueryFilter<MessageDoc> => ({
  at: { $gte: at },
  $or: [{ at: { $gt: at } }, { _id: { $gt: id } }],
});

function keyIn(cursor: string): MessageKey {
  const [at, id] = after(cursor, [Moment, Id]);
  return { at: new Date(at), id };
}
