import { Injectable } from '@nestjs/common';
import { type AnswerOf, type ChatMessage, Refusal, type chatCalls, isFinal } from '@passline/contracts';
import { AccountLimits } from '../../infrastructure/rate-limits/account-limits.ts';
import { type Caller, actorOf } from '../../common/access/caller.ts';
import { pageOfViews } from '../../common/http/pagination.ts';
import { OrderAccess } from '../orders/order.access.ts';
import { OrdersService } from '../orders/orders.service.ts';
import { RestaurantsService } from '../restaurants/restaurants.service.ts';
import type { Conversation } from './chat.events.ts';
import { ChatRepository } from './chat.repository.ts';
import { assertOpen } from './chat-period.ts';
import { messageView } from './message.schema.ts';

/**
 * The conversation of an order among its current participants. A courier who has lost the order can no longer read it.
 * REST and the gateway both use this service.
 */
@Injectable()
export class ChatService {
  constructor(
    private readonly chat: ChatRepository,
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
    const from = { id: caller.id, name: caller.name, role: caller.role };
    const message =
      (await this.chat.add(id, conversationOf(order), from, text, actorOf(caller))) ??
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
    const message = await this.chat.find(orderId, upTo);
    if (!message) throw new Refusal('not_found', 'This conversation has no message with this id.');
    await this.chat.mark(message, conversationOf(order), actorOf(caller));
  }

  async list(
    caller: Caller,
    orderId: string,
    { limit, before, cursor }: { limit: number; before?: string | undefined; cursor?: string | undefined },
  ): Promise<AnswerOf<typeof chatCalls.listMessages>> {
    await this.orders.assertAllowed(caller, orderId, 'order:chat');
    const first = before === undefined ? undefined : await this.chat.find(orderId, before);
    if (first === null)
      throw new Refusal('validation_failed', 'before: is not the id of a message of this conversation', {
        errors: [{ path: 'query.before', message: 'is not the id of a message of this conversation' }],
      });
    const [page, marks] = await Promise.all([
      this.chat.page(orderId, limit, { cursor, before: first && { at: first.at, id: first._id } }),
      this.chat.marksOf(orderId),
    ]);
    const own = marks.find(({ userId }) => userId === caller.id);
    return {
      ...pageOfViews(page, messageView),
      unreadCount: await this.chat.unread(orderId, caller.id, own),
      reads: marks.map(({ userId, upTo, at }) => ({ userId, upTo, at: at.toISOString() })),
    };
  }

  /** Unread messages in all open orders of the caller; empty for operators, who take part in no conversation. */
  async unread(caller: Caller): Promise<AnswerOf<typeof chatCalls.listUnread>> {
    const open = caller.role === 'operator' ? [] : await this.all.openIds(caller);
    const counts = await this.chat.unreadIn(open, caller.id);
    return { items: [...counts].map(([orderId, unreadCount]) => ({ orderId, unreadCount })) };
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

type Order = Awaited<ReturnType<OrderAccess['assertAllowed']>>;

const conversationOf = ({ _id, restaurantId, customerId, courier, status }: Order): Conversation => ({
  orderId: _id,
  restaurantId,
  customerId,
  // The courier takes part until the job ends.
  courierId: isFinal(status) ? null : (courier?.id ?? null),
});
