import { z } from 'zod';
import { call } from './endpoint.ts';
import { languages } from './languages.ts';
import { pushKinds } from './push-kinds.ts';
import { Id } from './values.ts';
import { routes } from './routes.ts';

const Endpoint = z
  .url({ protocol: /^https?$/ })
  .max(1_000)
  .regex(/^[!-~]*$/, 'must be the endpoint URL of a browser push subscription')
  .meta({ description: 'The push service URL of the browser: https, not in a private network' });

const PushKinds = z.array(z.enum(pushKinds)).max(pushKinds.length);
const PushLanguage = z.enum(languages);

/** The result of the browser's `PushSubscription.toJSON()`, with the choices of its user. */
export const PushSubscriptionRequest = z.strictObject({
  endpoint: Endpoint,
  expirationTime: z.number().nullish(),
  keys: z.strictObject({
    p256dh: z.string().regex(/^[\w-]{87}=?$/, 'must be an uncompressed P-256 key in base64url'),
    auth: z.string().regex(/^[\w-]{22}={0,2}$/, 'must be 16 bytes in base64url'),
  }),
  kinds: PushKinds.optional().meta({
    description:
      'The kinds of messages to send. Without it the kinds of this browser stay as they are; at first it gets all',
  }),
  language: PushLanguage.optional().meta({
    description:
      'The language of the messages. Without it the language of this browser stays as it is; at first `en`',
  }),
});
export type PushSubscriptionRequest = z.infer<typeof PushSubscriptionRequest>;

/** The choices of a browser, as they are stored. */
export const PushChoices = z.object({ kinds: PushKinds, language: PushLanguage });
export type PushChoices = z.infer<typeof PushChoices>;

/** A push message without personal data, in the format that Angular's service worker displays. */
export const PushMessage = z.object({
  notification: z.object({
    title: z.string(),
    body: z.string(),
    lang: PushLanguage,
    tag: z.string().meta({ description: 'A later message with the same tag replaces the earlier one' }),
    renotify: z.boolean(),
    requireInteraction: z.boolean(),
    data: z.object({
      type: z.string().meta({
        description:
          '`order:new`, `order:unanswered`, or the type of the notification that the message is about',
      }),
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
    who: 'signed-in',
    tag: 'Notifications',
    summary: "The server's public key (VAPID), for PushManager.subscribe",
    status: 200,
    answer: z.object({ publicKey: z.string() }),
  }),
  putPushSubscription: call({
    ...routes.putPushSubscription,
    who: 'signed-in',
    tag: 'Notifications',
    summary:
      'Send push messages to this browser while no tab is open: new and waiting orders to staff, the steps of their orders to customers, jobs to couriers, and unread chat messages. Call it at every start; the subscription ends with the session.',
    body: PushSubscriptionRequest,
    status: 200,
    answer: PushChoices,
  }),
  deletePushSubscription: call({
    ...routes.deletePushSubscription,
    who: 'signed-in',
    tag: 'Notifications',
    summary: 'Stop sending push messages to this browser',
    body: z.strictObject({ endpoint: Endpoint }),
    status: 204,
    answer: 'nothing',
  }),
} as const;
