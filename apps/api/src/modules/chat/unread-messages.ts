import { Injectable, Logger } from '@nestjs/common';
import { chatSideOf, type ChatSide, type Role } from '@passline/contracts';
import { AggregateNotFound } from '@passline/event-log';
import { Scheduler } from '../../infrastructure/scheduler/scheduled-task.ts';
import { OrderAccess } from '../orders/order.access.ts';
import type { Conversation } from './chat.events.ts';
import { covers } from './chat-mark.ts';
import { ChatRepository, unreadMessages } from './chat.repository.ts';
import { conversationOf, sideOf } from './conversation.ts';
import type { MessageDoc } from './message.schema.ts';
import type { ReadMarkDoc } from './read-mark.schema.ts';

const atOnce = 50;

/**
 * Participants who have not read a message after some seconds are elsewhere, and get a notification. An open chat reports at
 * once what it shows, so no notification appears for those who read along. It is the read mark that counts and not the
 * connection: a telephone in a pocket stays connected.
 */
@Injectable()
export class UnreadMessages {
  readonly #log = new Logger(UnreadMessages.name);

  constructor(
    private readonly chat: ChatRepository,
    private readonly orders: OrderAccess,
    due: Scheduler,
  ) {
    due.add(
      unreadMessages,
      (now) => this.#round(now),
      () => chat.nextDue(),
    );
  }

  async #round(now: Date): Promise<number> {
    const due = await this.chat.due(now, atOnce);
    const done = await Promise.all(due.map((message) => this.#end(message)));
    return done.filter(Boolean).length;
  }

  async #end(message: MessageDoc): Promise<boolean> {
    try {
      const order = await this.orders.find(message.orderId);
      const unread = order && (await this.#unread(message, conversationOf(order)));
      await this.chat.endReadingTime(message, unread);
      return true;
    } catch (error) {
      if (error instanceof AggregateNotFound) return true;
      // A message that fails must not block the others.
      this.#log.error({ orderId: message.orderId, err: error, msg: 'unread chat message failed' });
      return false;
    }
  }

  /** Null: all have read it. */
  async #unread(message: MessageDoc, conversation: Conversation) {
    const sides = unreadSides(message, conversation, await this.chat.marksOf(message.orderId));
    return sides.length > 0 ? { ...conversation, from: message.from.role, sides } : null;
  }
}

/** The participants who have not read the message, without the sender's side. One member reads for all staff. */
export function unreadSides(
  message: Pick<MessageDoc, '_id' | 'at' | 'from'>,
  conversation: Conversation,
  marks: readonly Pick<ReadMarkDoc, 'userId' | 'upTo' | 'sentAt'>[],
): ChatSide[] {
  const done = new Set([chatSideOf(message.from.role as Role)]);
  for (const mark of marks) if (covers(mark, message)) done.add(sideOf(mark.userId, conversation));
  const all: ChatSide[] = [
    'customer',
    'staff',
    ...(conversation.courierId === null ? [] : ['courier' as const]),
  ];
  return all.filter((side) => !done.has(side));
}
