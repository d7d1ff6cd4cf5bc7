import { z } from 'zod';
import { call } from './endpoint.ts';
import { Id, Moment, PageQuery, pageOf } from './values.ts';
import { routes } from './routes.ts';

const one = z.object({ id: Id });

const NotificationParam = z
  .custom<string | number | null>((it) => it === null || typeof it === 'string' || typeof it === 'number')
  // Described in words instead of a union, because client generators support only one type per value, or any.
  .meta({ description: 'A string, a number or null' });

/** With `type` they are what title and message say, so that a client can say it in the language of its reader. */
export const NotificationParams = z
  .record(z.string(), NotificationParam)
  .nullable()
  .meta({ description: 'What `title` and `message` say, beside `type`; null: stored by an earlier release' });
export type NotificationParams = z.infer<typeof NotificationParams>;

export const Notification = z.object({
  id: Id,
  title: z.string(),
  message: z.string(),
  type: z.string(),
  params: NotificationParams,
  orderId: Id.nullable(),
  readAt: Moment.nullable(),
  createdAt: Moment,
});
export type Notification = z.infer<typeof Notification>;

export const notificationCalls = {
  listNotifications: call({
    ...routes.listNotifications,
    who: 'signed-in',
    tag: 'Notifications',
    summary: "The caller's notifications, newest first",
    query: PageQuery,
    status: 200,
    answer: pageOf(Notification).extend({ unreadCount: z.int() }),
  }),
  readNotification: call({
    ...routes.readNotification,
    who: 'signed-in',
    tag: 'Notifications',
    summary: 'Mark one as read',
    params: one,
    status: 200,
    answer: Notification,
    problems: ['not_found'],
  }),
  readAllNotifications: call({
    ...routes.readAllNotifications,
    who: 'signed-in',
    tag: 'Notifications',
    summary: 'Mark all as read',
    status: 200,
    answer: z.object({ unreadCount: z.int() }),
  }),
} as const;
