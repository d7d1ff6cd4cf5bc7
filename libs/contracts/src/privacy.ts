import { z } from 'zod';
import { User } from './accounts.ts';
import { AuditEntry } from './audit.ts';
import { call } from './endpoint.ts';
import { ChatMessage } from './chat.ts';
import { Notification } from './notifications.ts';
import { Order } from './orders.ts';
import { Payment } from './payments.ts';
import { Id, Moment, Opaque } from './values.ts';
import { routes } from './routes.ts';

/** All personal data of a customer, from all domains. */
export const HeldData = z.object({
  orders: z.array(Order.extend({ customerPhone: z.string().nullable() })),
  messages: z.array(ChatMessage).meta({ description: 'Chat messages of their orders' }),
  notifications: z.array(Notification),
  payments: z.array(Payment),
  sessions: z.array(
    z.object({
      id: Id,
      createdAt: Moment,
      refreshedAt: Moment,
      expiresAt: Moment,
      endedAt: Moment.nullable(),
    }),
  ),
  blockedBy: z.array(Id).meta({ description: 'Restaurants that have blocked the customer' }),
  audit: z.array(AuditEntry).meta({ description: 'Audit log entries about the customer' }),
});
export type HeldData = z.infer<typeof HeldData>;

export const CustomerData = HeldData.extend({ exportedAt: Moment, profile: User });
export type CustomerData = z.infer<typeof CustomerData>;

const tag = 'Privacy';
const one = z.object({ id: Id });

export const privacyCalls = {
  exportMe: call({
    ...routes.exportMe,
    who: ['customer'],
    tag,
    summary: 'Export my personal data',
    status: 200,
    answer: CustomerData,
    problems: ['rate_limited'],
  }),
  eraseMe: call({
    ...routes.eraseMe,
    who: ['customer'],
    tag,
    summary: 'Erase my account and personal data; not while an order is open',
    body: z.strictObject({
      password: Opaque(200).optional().meta({ description: 'Required, except of a guest, who has none' }),
    }),
    status: 202,
    answer: 'nothing',
    problems: ['password_wrong', 'order_open', 'rate_limited'],
  }),
  exportUser: call({
    ...routes.exportUser,
    who: ['operator'],
    tag,
    summary: 'Export the personal data of a customer on request',
    params: one,
    status: 200,
    answer: CustomerData,
    problems: ['not_found', 'conflict', 'rate_limited'],
  }),
  eraseUser: call({
    ...routes.eraseUser,
    who: ['operator'],
    tag,
    summary: 'Erase the account and personal data of a customer on request; not while an order is open',
    params: one,
    status: 202,
    answer: 'nothing',
    problems: ['not_found', 'conflict', 'order_open'],
  }),
} as const;
