import { z } from 'zod';
import { call } from './call.ts';
import { Id, Moment, PageQuery, pageOf } from './values.ts';

const one = z.object({ id: Id });

export const Notification = z.object({
  id: Id,
  title: z.string(),
  message: z.string(),
  type: z.string(),
  orderId: Id.nullable(),
  readAt: Moment.nullable(),
  createdAt: Moment,
});
export type Notification = z.infer<typeof Notification>;

export const notificationCalls = {
  listNotifications: call({
    method: 'GET',
    path: '/notifications',
    who: 'signed-in',
    tag: 'Notifications',
    summary: "The caller's own, newest first",
    query: PageQuery,
    status: 200,
    answer: pageOf(Notification).extend({ unreadCount: z.int() }),
  }),
  readNotification: call({
    method: 'POST',
    path: '/notifications/:id/read',
    who: 'signed-in',
    tag: 'Notifications',
    summary: 'Mark one as read',
    params: one,
    status: 200,
    answer: Notification,
    problems: ['not_found'],
  }),
  readAllNotifications: call({
    method: 'POST',
    path: '/notifications/read-all',
    who: 'signed-in',
    tag: 'Notifications',
    summary: 'Mark all as read',
    status: 200,
    answer: z.object({ unreadCount: z.literal(0) }),
  }),
} as const;
