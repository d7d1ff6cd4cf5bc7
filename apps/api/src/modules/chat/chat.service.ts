import { Injectable } from '@nestjs/common';
import {
  type AnswerOf,
  type ChatMessage,
  type ChatSide,
  Refusal,
  type Role,
  chatSideOf,
  type chatCalls,
} from '@passline/contracts';
import { ReadCache } from '../../infrastructure/database/read-cache.ts';
import { AccountLimits } from '../../infrastructure/rate-limits/account-limits.ts';
import { type Caller, actorOf } from '../../common/access/caller.ts';
import { pageOfViews } from '../../common/http/pagination.ts';
import { OrderAccess } from '../orders/order.access.ts';
import { OrdersService } from '../orders/orders.service.ts';
import { RestaurantsService } from '../restaurants/restaurants.service.ts';
import type { Conversation } from './chat.events.ts';
import { conversationOf, sideOf } from './conversation.ts';
import { ChatRepository } from './chat.repository.ts';
import { assertOpen } from './chat-period.ts';
import { DeliveryMarks } from './delivery-marks.repository.ts';
import { type MessageDoc, messageView } from './message.schema.ts';

/**
 * The conversation of an order among its current participants. A courier who has lost the order can no longer read it.
 * REST and the gateway both use this service.
 */
@Injectable()
export class ChatService {
  /** Deliveries that were confirmed lately, by message and side. */
  readonly #confirmed = new ReadCache<void>(60_000);

  constructor(
    private readonly chat: ChatRepository,
    private readonly deliveries: DeliveryMarks,
    private readonly orders: OrderAccess,
    private readonly all: OrdersService,
    private readonly restaurants: RestaurantsService,
    private readonly limits: AccountLimits,
  ) {}

  /** Idempotent by the message id, so a client can retry until it gets an answer. */
  async send(
    caller: Caller,
    orderId: string,
    { id, text }: { id: string; text: string },
  ): Promise<ChatMessage> {
    await this.limits.assertWithinLimit(caller.id, 'chat');
    const order = await this.orders.assertAllowed(caller, orderId, 'order:chat');
    assertOpen(order, new Date());
    if (caller.role === 'customer') await this.#assertNotBlocked(caller, order.restaurantId);
    const actor = actorOf(caller, order.restaurantId);
    const from = { id: caller.id, name: caller.name, role: actor.role };
    const message =
      (await this.chat.add(id, conversationOf(order), from, text, actor)) ??
      (await this.chat.find(orderId, id));
    if (message?.from.id !== caller.id || message.text !== text)
      throw new Refusal(
        'idempotency_mismatch',
        'This id was used for another message. Use a new id for each message.',
      );
    return messageView(message);
  }

  async read(caller: Caller, orderId: string, upTo: string): Promise<void> {
    const order = await this.orders.assertAllowed(caller, orderId, 'order:chat');
    const message = await this.#messageOf(orderId, upTo);
    await this.chat.markRead(
      message,
      sideIn(caller),
      conversationOf(order),
      actorOf(caller, order.restaurantId),
    );
  }

  /**
   * A device of the caller has the messages up to this one. The devices of a side that confirm the same message share one
   * mark: only the first of them costs a write.
   */
  async delivered(caller: Caller, orderId: string, upTo: string): Promise<void> {
    const order = await this.orders.assertAllowed(caller, orderId, 'order:chat');
    const side = sideIn(caller);
    await this.#confirmed.get(`${orderId} ${upTo} ${side}`, async () => {
      const message = await this.#messageOf(orderId, upTo);
      if (chatSideOf(message.from.role as Role) !== side)
        await this.deliveries.mark(message, side, conversationOf(order), actorOf(caller, order.restaurantId));
    });
  }

  /** Who takes part at this time, while the conversation is open. */
  async participants(caller: Caller, orderId: string): Promise<{ among: Conversation; reader: ChatSide }> {
    const order = await this.orders.assertAllowed(caller, orderId, 'order:chat');
    assertOpen(order, new Date());
    return { among: conversationOf(order), reader: sideIn(caller) };
  }

  async list(
    caller: Caller,
    orderId: string,
    { limit, before, cursor }: { limit: number; before?: string | undefined; cursor?: string | undefined },
  ): Promise<AnswerOf<typeof chatCalls.listMessages>> {
    const order = await this.orders.assertAllowed(caller, orderId, 'order:chat');
    const first = before === undefined ? undefined : await this.chat.find(orderId, before);
    if (first === null)
      throw new Refusal('validation_failed', 'before: is not the id of a message of this conversation', {
        errors: [{ path: 'query.before', message: 'is not the id of a message of this conversation' }],
      });
    const [page, marks, deliveries] = await Promise.all([
      this.chat.page(orderId, limit, { cursor, before: first && { at: first.at, id: first._id } }),
      this.chat.marksOf(orderId),
      this.deliveries.of(orderId),
    ]);
    const conversation = conversationOf(order);
    const own = marks.find(({ userId }) => userId === caller.id);
    return {
      ...pageOfViews(page, messageView),
      unreadCount: await this.chat.unread(orderId, caller.id, own),
      reads: marks.map(({ userId, upTo, at }) => ({
        userId,
        side: sideOf(userId, conversation),
        upTo,
        at: at.toISOString(),
      })),
      deliveries: deliveries.map(({ side, upTo, at }) => ({ side, upTo, at: at.toISOString() })),
    };
  }

  /** Unread messages in all open orders of the caller; empty for operators, who take part in no conversation. */
  async unread(caller: Caller): Promise<AnswerOf<typeof chatCalls.listUnread>> {
    const open = caller.role === 'operator' ? [] : await this.all.openIds(caller);
    const counts = await this.chat.unreadIn(open, caller.id);
    return { items: [...counts].map(([orderId, unreadCount]) => ({ orderId, unreadCount })) };
  }

  async #messageOf(orderId: string, id: string): Promise<MessageDoc> {
    const message = await this.chat.find(orderId, id);
    if (!message) throw new Refusal('not_found', 'This conversation has no message with this id.');
    return message;
  }

  async #assertNotBlocked(caller: Caller, restaurantId: string): Promise<void> {
    const { restaurant, settings } = await this.restaurants.terms(restaurantId);
    if (settings.blockedCustomers.includes(caller.id))
      throw new Refusal(
        'forbidden',
        `${restaurant.name} takes no messages from this account. Call the restaurant about this order.`,
      );
  }
}

/** The side for which the caller takes part. The order's access check has ruled out operators. */
function sideIn({ role }: Caller): ChatSide {
  const side = chatSideOf(role);
  if (!side) throw new Refusal('forbidden', 'Operators take part in no conversation.');
  return side;
}
