import { z } from 'zod';
import { audience } from './audience.ts';
import { call } from './endpoint.ts';
import { routes } from './routes.ts';
import { Id, Moment, PageQuery, pageOf } from './values.ts';
import { type DurableEventName, isDurable } from './wire-events.ts';

const tag = 'Webhooks';
const who = ['owner', 'operator'] as const;
const one = z.object({ id: Id });
export const mostWebhooks = 20;

/** What a restaurant's screens and its public page receive. */
export const webhookEvents = Object.entries(audience)
  .filter(([, recipients]) => recipients.some((it) => it === 'restaurant' || it === 'storefront'))
  .map(([name]) => name as DurableEventName)
  .filter(isDurable);

const EventNames = z
  .array(z.enum(webhookEvents as [DurableEventName, ...DurableEventName[]]))
  .max(100)
  .meta({ description: 'The events to send; empty: all of them' });
const Url = z
  .url({ protocol: /^https?$/ })
  .max(1_000)
  .regex(/^[!-~]*$/, 'must be an address without spaces and line breaks')
  .meta({ description: 'https, not in a private network' });

export const Webhook = z.object({
  id: Id,
  restaurantId: Id.nullable().meta({ description: 'null: events of all restaurants, for operators' }),
  url: z.string(),
  events: EventNames,
  enabled: z.boolean(),
  failingSince: Moment.nullable().meta({
    description:
      'The first of the attempts that failed since a delivery was accepted; null: the last one was accepted',
  }),
  createdAt: Moment,
});
export type Webhook = z.infer<typeof Webhook>;

export const WebhookSecret = z.object({
  secret: z.string().meta({
    description: 'Signs the deliveries (HMAC-SHA256, Standard Webhooks). It is shown only this once',
  }),
});

export const deliveryStates = ['waiting', 'delivered', 'parked'] as const;

export const WebhookDelivery = z.object({
  id: Id,
  webhookId: Id,
  eventId: z.string().meta({ description: '`webhook-id` of the request, the same in every attempt' }),
  event: z.string(),
  orderId: Id.nullable(),
  state: z.enum(deliveryStates).meta({
    description: '`parked`: not accepted within three days. Replay it when the receiver works again',
  }),
  attempts: z.int(),
  dueAt: Moment.nullable().meta({
    description: 'The next attempt; null while an earlier event of the same order waits, and afterwards',
  }),
  createdAt: Moment,
  body: z.string().nullable().meta({ description: 'As it was sent; null once personal data was erased' }),
  last: z
    .object({
      at: Moment,
      ms: z.int(),
      status: z.int().nullable().meta({ description: 'null: no answer' }),
      answer: z.string().meta({ description: 'The beginning of the answer, or why there is none' }),
    })
    .nullable(),
});
export type WebhookDelivery = z.infer<typeof WebhookDelivery>;

export const webhookCalls = {
  listWebhooks: call({
    ...routes.listWebhooks,
    who,
    tag,
    summary: 'The webhooks of a restaurant; for operators without `restaurantId` those for all restaurants',
    query: z.strictObject({ restaurantId: Id.optional() }),
    status: 200,
    answer: z.object({ items: z.array(Webhook) }),
    problems: ['forbidden'],
  }),
  createWebhook: call({
    ...routes.createWebhook,
    who,
    tag,
    summary: `Send events to a server of yours, signed as Standard Webhooks; at most ${mostWebhooks} of a restaurant`,
    body: z.strictObject({ restaurantId: Id.nullable(), url: Url, events: EventNames.default([]) }),
    status: 201,
    answer: Webhook.extend(WebhookSecret.shape),
    problems: ['forbidden', 'not_found', 'conflict'],
  }),
  changeWebhook: call({
    ...routes.changeWebhook,
    who,
    tag,
    summary: 'Change address or events, or stop and continue. What waits is sent when it continues',
    params: one,
    body: z.strictObject({
      url: Url.optional(),
      events: EventNames.optional(),
      enabled: z.boolean().optional(),
    }),
    status: 200,
    answer: Webhook,
    problems: ['not_found'],
  }),
  deleteWebhook: call({
    ...routes.deleteWebhook,
    who,
    tag,
    summary: 'Delete a webhook with everything that waits for it',
    params: one,
    status: 204,
    answer: 'nothing',
    problems: ['not_found'],
  }),
  rotateWebhookSecret: call({
    ...routes.rotateWebhookSecret,
    who,
    tag,
    summary: 'A new secret. For a day deliveries are signed with the old one too',
    params: one,
    status: 200,
    answer: WebhookSecret,
    problems: ['not_found'],
  }),
  testWebhook: call({
    ...routes.testWebhook,
    who,
    tag,
    summary: 'Send the event `webhook:test`',
    params: one,
    status: 202,
    answer: z.object({ eventId: z.string() }),
    problems: ['not_found', 'conflict'],
  }),
  listWebhookDeliveries: call({
    ...routes.listWebhookDeliveries,
    who,
    tag,
    summary: 'What was sent and what waits, newest first',
    params: one,
    query: PageQuery.extend({ state: z.enum(deliveryStates).optional() }),
    status: 200,
    answer: pageOf(WebhookDelivery),
    problems: ['not_found'],
  }),
  replayWebhookDelivery: call({
    ...routes.replayWebhookDelivery,
    who,
    tag,
    summary: 'Send a delivery again that has ended, with the same `webhook-id`',
    params: z.object({ id: Id, deliveryId: Id }),
    status: 202,
    answer: WebhookDelivery,
    problems: ['not_found', 'conflict'],
  }),
} as const;
