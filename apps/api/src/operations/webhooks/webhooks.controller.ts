import { Controller } from '@nestjs/common';
import { type AnswerOf, type InputOf, webhookCalls } from '@passline/contracts';
import { By, type Caller } from '../../common/access/caller.ts';
import { Input } from '../../common/http/input.ts';
import { Serve } from '../../common/http/serve.decorator.ts';
import { WebhooksService } from './webhooks.service.ts';

type Calls = typeof webhookCalls;

@Controller()
export class WebhooksController {
  constructor(private readonly webhooks: WebhooksService) {}

  @Serve(webhookCalls.listWebhooks)
  async list(
    @By() caller: Caller,
    @Input() { query }: InputOf<Calls['listWebhooks']>,
  ): Promise<AnswerOf<Calls['listWebhooks']>> {
    return { items: await this.webhooks.list(caller, query.restaurantId ?? null) };
  }

  @Serve(webhookCalls.createWebhook, { perAccount: 'records' })
  create(
    @By() caller: Caller,
    @Input() { body }: InputOf<Calls['createWebhook']>,
  ): Promise<AnswerOf<Calls['createWebhook']>> {
    return this.webhooks.create(caller, body);
  }

  @Serve(webhookCalls.changeWebhook)
  change(
    @By() caller: Caller,
    @Input() { params, body }: InputOf<Calls['changeWebhook']>,
  ): Promise<AnswerOf<Calls['changeWebhook']>> {
    return this.webhooks.change(caller, params.id, body);
  }

  @Serve(webhookCalls.deleteWebhook)
  async remove(
    @By() caller: Caller,
    @Input() { params }: InputOf<Calls['deleteWebhook']>,
  ): Promise<undefined> {
    await this.webhooks.remove(caller, params.id);
  }

  @Serve(webhookCalls.rotateWebhookSecret)
  rotateSecret(
    @By() caller: Caller,
    @Input() { params }: InputOf<Calls['rotateWebhookSecret']>,
  ): Promise<AnswerOf<Calls['rotateWebhookSecret']>> {
    return this.webhooks.rotateSecret(caller, params.id);
  }

  @Serve(webhookCalls.testWebhook)
  test(
    @By() caller: Caller,
    @Input() { params }: InputOf<Calls['testWebhook']>,
  ): Promise<AnswerOf<Calls['testWebhook']>> {
    return this.webhooks.test(caller, params.id);
  }

  @Serve(webhookCalls.listWebhookDeliveries)
  log(
    @By() caller: Caller,
    @Input() { params, query }: InputOf<Calls['listWebhookDeliveries']>,
  ): Promise<AnswerOf<Calls['listWebhookDeliveries']>> {
    return this.webhooks.log(caller, params.id, query);
  }

  @Serve(webhookCalls.replayWebhookDelivery)
  replay(
    @By() caller: Caller,
    @Input() { params }: InputOf<Calls['replayWebhookDelivery']>,
  ): Promise<AnswerOf<Calls['replayWebhookDelivery']>> {
    return this.webhooks.replay(caller, params.id, params.deliveryId);
  }
}
