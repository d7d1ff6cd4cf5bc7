import { z } from 'zod';
import { chatSides } from './chat-sides.ts';
import { call } from './endpoint.ts';
import { Id, Moment, PageQuery, Text, pageOf } from './values.ts';
import { routes } from './routes.ts';

const one = z.object({ id: Id });

export const messageLength = 1000;
export const ChatMessage = z.object({
  id: Id,
  orderId: Id,
  from: z.object({ id: Id, name: z.string(), role: z.string() }),
  text: z.string(),
  at: Moment,
});
export const ChatPresence = z.object({
  side: z.enum(chatSides),
  online: z.boolean().meta({
    description: 'A screen of the restaurant, the courier or the customer is connected',
  }),
  lastSeenAt: Moment.nullable().meta({
    description: 'To the minute; null while online, and when it is not known',
  }),
});
export type ChatPresence = z.infer<typeof ChatPresence>;
export type ChatMessage = z.infer<typeof ChatMessage>;
export const SendMessageRequest = z.strictObject({ id: Id, text: Text(messageLength).min(1) });

export const chatCalls = {
  listMessages: call({
    ...routes.listMessages,
    who: 'signed-in',
    tag: 'Chat',
    summary: 'Chat messages of an order, newest first',
    params: one,
    query: PageQuery.extend({ before: Id.optional() }),
    status: 200,
    answer: pageOf(ChatMessage).extend({
      unreadCount: z.int(),
      reads: z
        .array(z.object({ userId: Id, side: z.enum(chatSides), upTo: Id, at: Moment }))
        .meta({ description: 'The last message that each participant has read' }),
      deliveries: z
        .array(z.object({ side: z.enum(chatSides), upTo: Id, at: Moment }))
        .meta({ description: 'The last message that a device of each side has received' }),
    }),
    problems: ['not_found', 'forbidden'],
  }),
  listUnread: call({
    ...routes.listUnread,
    who: 'signed-in',
    tag: 'Chat',
    summary: "The caller's open orders with unread messages, and how many",
    status: 200,
    answer: z.object({ items: z.array(z.object({ orderId: Id, unreadCount: z.int() })) }),
  }),
  sendMessage: call({
    ...routes.sendMessage,
    who: 'signed-in',
    tag: 'Chat',
    summary: 'Send a message; sending the same id again returns the same message',
    params: one,
    body: SendMessageRequest,
    status: 201,
    answer: ChatMessage,
    problems: ['not_found', 'forbidden', 'rate_limited', 'idempotency_mismatch'],
  }),
} as const;
