import { z } from 'zod';
import { call } from './endpoint.ts';
import { staffRoles } from './roles.ts';
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

const Endpoint = z
  .url({ protocol: /^https?$/ })
  .max(1_000)
  .regex(/^[!-~]*$/, 'must be the endpoint URL of a browser push subscription')
  .meta({ description: 'The push service URL of the browser: https, not in a private network' });

/** The result of the browser's `PushSubscription.toJSON()`. */
export const PushSubscriptionRequest = z.strictObject({
  endpoint: Endpoint,
  expirationTime: z.number().nullish(),
  keys: z.strictObject({
    p256dh: z.string().regex(/^[\w-]{87}=?$/, 'must be an uncompressed P-256 key in base64url'),
    auth: z.string().regex(/^[\w-]{22}={0,2}$/, 'must be 16 bytes in base64url'),
  }),
});
export type PushSubscriptionRequest = z.infer<typeof PushSubscriptionRequest>;

/** A push message without personal data, in the format that Angular's service worker displays. */
export const PushMessage = z.object({
  notification: z.object({
    title: z.string(),
    body: z.string(),
    tag: z.string().meta({ description: 'One notification per order: a later one replaces it' }),
    renotify: z.boolean(),
    requireInteraction: z.boolean(),
    data: z.object({
      type: z.enum(['order:new', 'order:unanswered']),
      orderId: Id,
      orderNumber: z.string(),
      url: z.string(),
      onActionClick: z.object({
        default: z.object({ operation: z.literal('navigateLastFocusedOrOpen'), url: z.string() }),
      }),
    }),
  }),
});
export type PushMessage = z.infer<typeof PushMessage>;

export const pushCalls = {
  getPushKey: call({
    ...routes.getPushKey,
    who: staffRoles,
    tag: 'Notifications',
    summary: "The server's public key (VAPID), for PushManager.subscribe",
    status: 200,
    answer: z.object({ publicKey: z.string() }),
  }),
  putPushSubscription: call({
    ...routes.putPushSubscription,
    who: staffRoles,
    tag: 'Notifications',
    summary:
      'Send alarms to this browser while no tab is open. Call it at every start; the subscription ends with the session.',
    body: PushSubscriptionRequest,
    status: 204,
    answer: 'nothing',
  }),
  deletePushSubscription: call({
    ...routes.deletePushSubscription,
    who: staffRoles,
    tag: 'Notifications',
    summary: 'Stop sending push messages to this browser',
    body: z.strictObject({ endpoint: Endpoint }),
    status: 204,
    answer: 'nothing',
  }),
} as const;

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
