import { Inject, Injectable } from '@nestjs/common';
import {
  type AuditAction,
  type InputOf,
  type Page,
  Refusal,
  type Webhook,
  type WebhookDelivery,
  mostWebhooks,
  type webhookCalls,
} from '@passline/contracts';
import { newId } from '@passline/event-log';
import { type Caller, actorOf, isOfCaller } from '../../common/access/caller.ts';
import { assertAllowed } from '../../common/access/assert-allowed.ts';
import { CONFIG } from '../../common/config/config.module.ts';
import type { Config } from '../../common/config/env.ts';
import { pageOfViews } from '../../common/http/pagination.ts';
import { AuditLog } from '../../infrastructure/audit-log/audit-log.ts';
import { assertPublic } from '../../infrastructure/outgoing/public-endpoint.ts';
import { RestaurantsService } from '../../modules/restaurants/restaurants.service.ts';
import { deliveryView } from './webhook-delivery.schema.ts';
import { WebhookDeliveriesRepository } from './webhook-deliveries.repository.ts';
import { newSecret } from './standard-webhook-signature.ts';
import { type WebhookDoc, webhookView } from './webhook.schema.ts';
import { payloadVersion } from './webhooks.listener.ts';
import { WebhooksRepository } from './webhooks.repository.ts';

/** A replaced secret signs for this long, until the receiver has the new one. */
const overlapMs = 24 * 60 * 60_000;

@Injectable()
export class WebhooksService {
  constructor(
    private readonly webhooks: WebhooksRepository,
    private readonly deliveries: WebhookDeliveriesRepository,
    private readonly restaurants: RestaurantsService,
    private readonly audit: AuditLog,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async list(caller: Caller, restaurantId: string | null): Promise<Webhook[]> {
    this.#assertMayUse(caller, restaurantId);
    return (await this.webhooks.list(restaurantId)).map(webhookView);
  }

  async create(
    caller: Caller,
    { restaurantId, url, events }: InputOf<typeof webhookCalls.createWebhook>['body'],
  ): Promise<Webhook & { secret: string }> {
    this.#assertMayUse(caller, restaurantId);
    if (restaurantId !== null) await this.restaurants.get(restaurantId);
    assertPublic(url, this.config.webhooks.local, 'url');
    if ((await this.webhooks.list(restaurantId)).length >= mostWebhooks)
      throw new Refusal('conflict', `At most ${mostWebhooks} webhooks. Delete one first.`);
    const secret = newSecret();
    const webhook: WebhookDoc = {
      _id: newId(),
      restaurantId,
      url,
      events: [...new Set(events)],
      enabled: true,
      secrets: [{ secret, until: null }],
      createdAt: new Date(),
    };
    await this.webhooks.insert(webhook);
    await this.#record(caller, webhook, 'webhook.created');
    return { ...webhookView(webhook), secret };
  }

  async change(
    caller: Caller,
    id: string,
    { url, events, enabled }: InputOf<typeof webhookCalls.changeWebhook>['body'],
  ): Promise<Webhook> {
    const before = await this.#load(caller, id);
    if (url !== undefined) assertPublic(url, this.config.webhooks.local, 'url');
    const changed = await this.webhooks.change(id, {
      ...(url !== undefined && { url }),
      ...(events && { events: [...new Set(events)] }),
      ...(enabled !== undefined && { enabled }),
    });
    if (!changed) throw noSuchWebhook();
    if (enabled === false) await this.deliveries.hold(id);
    if (enabled === true && !before.enabled) await this.deliveries.release(id);
    await this.#record(caller, changed, 'webhook.changed');
    return webhookView(changed);
  }

  async remove(caller: Caller, id: string): Promise<void> {
    const webhook = await this.#load(caller, id);
    await this.webhooks.remove(id);
    await this.deliveries.removeOf(id);
    await this.#record(caller, webhook, 'webhook.removed');
  }

  async rotateSecret(caller: Caller, id: string): Promise<{ secret: string }> {
    const webhook = await this.#load(caller, id);
    const secret = newSecret();
    const until = new Date(Date.now() + overlapMs);
    const [current] = webhook.secrets;
    const secrets = [{ secret, until: null }, ...(current ? [{ ...current, until }] : [])];
    await this.webhooks.change(id, { secrets });
    await this.#record(caller, webhook, 'webhook.secret_changed');
    return { secret };
  }

  async test(caller: Caller, id: string): Promise<{ eventId: string }> {
    const { _id: webhookId, restaurantId, enabled } = await this.#load(caller, id);
    if (!enabled) throw new Refusal('conflict', 'The webhook is stopped. Continue it first.');
    const eventId = newId();
    const createdAt = new Date();
    const body = JSON.stringify({
      type: 'webhook:test',
      timestamp: createdAt.toISOString(),
      version: payloadVersion,
      restaurantId,
      data: { message: 'This is a test.' },
    });
    await this.deliveries.add([
      {
        _id: newId(),
        webhookId,
        eventId,
        event: 'webhook:test',
        orderId: null,
        key: `${webhookId} ${eventId}`,
        body,
        createdAt,
      },
    ]);
    return { eventId };
  }

  async log(
    caller: Caller,
    id: string,
    { state, limit, cursor }: InputOf<typeof webhookCalls.listWebhookDeliveries>['query'],
  ): Promise<Page<WebhookDelivery>> {
    await this.#load(caller, id);
    return pageOfViews(await this.deliveries.page(id, state, limit, cursor), deliveryView);
  }

  async replay(caller: Caller, id: string, deliveryId: string): Promise<WebhookDelivery> {
    await this.#load(caller, id);
    const replayed = await this.deliveries.replay(id, deliveryId);
    if (replayed) return deliveryView(replayed);
    if (await this.deliveries.find(id, deliveryId))
      throw new Refusal('conflict', 'It waits already, or its content was erased.');
    throw new Refusal('not_found', 'There is no such delivery of this webhook.');
  }

  /** A webhook of another restaurant is not found. */
  async #load(caller: Caller, id: string): Promise<WebhookDoc> {
    const webhook = await this.webhooks.find(id);
    if (!webhook || !isOfCaller(caller, webhook.restaurantId)) throw noSuchWebhook();
    this.#assertMayUse(caller, webhook.restaurantId);
    return webhook;
  }

  #assertMayUse(caller: Caller, restaurantId: string | null): void {
    if (restaurantId === null) assertAllowed(caller, 'operations');
    else assertAllowed(caller, 'restaurant:webhooks', { id: restaurantId });
  }

  #record(caller: Caller, { _id: id, restaurantId, url }: WebhookDoc, action: AuditAction): Promise<void> {
    return this.audit.record({
      actor: actorOf(caller, restaurantId),
      action,
      subject: { kind: 'webhook', id },
      restaurantId,
      details: { host: new URL(url).host },
    });
  }
}

const noSuchWebhook = () => new Refusal('not_found', 'There is no such webhook, or it is not yours.');
