import { Service, inject } from '@angular/core';
import type { Answer, Request } from '@passline/api-client';
import { Api } from '../../core/api/api.ts';
import { OwnRestaurant } from '../../core/auth/own-restaurant.ts';

export type DeliveryState = Answer<'listWebhookDeliveries'>['items'][number]['state'];

/** Webhooks and API keys: of the owner's restaurant; for operators those for all restaurants. */
@Service({ autoProvided: false })
export class IntegrationsApi {
  readonly #api = inject(Api);
  readonly #restaurantId = inject(OwnRestaurant).id ?? null;
  readonly #query = this.#restaurantId === null ? {} : { restaurantId: this.#restaurantId };

  webhooks() {
    return this.#api.call('listWebhooks', { query: this.#query });
  }

  createWebhook(body: Omit<Request<'createWebhook'>['body'], 'restaurantId'>) {
    return this.#api.call('createWebhook', { body: { ...body, restaurantId: this.#restaurantId } });
  }

  changeWebhook(id: string, body: Request<'changeWebhook'>['body']) {
    return this.#api.call('changeWebhook', { params: { id }, body });
  }

  deleteWebhook(id: string) {
    return this.#api.call('deleteWebhook', { params: { id } });
  }

  newSecret(id: string) {
    return this.#api.call('rotateWebhookSecret', { params: { id } });
  }

  test(id: string) {
    return this.#api.call('testWebhook', { params: { id } });
  }

  deliveries(id: string, limit: number, state: DeliveryState | undefined) {
    return this.#api.call('listWebhookDeliveries', { params: { id }, query: { limit, state } });
  }

  sendAgain(id: string, deliveryId: string) {
    return this.#api.call('replayWebhookDelivery', { params: { id, deliveryId } });
  }

  keys() {
    return this.#api.call('listApiKeys', { query: this.#query });
  }

  createKey(body: Omit<Request<'createApiKey'>['body'], 'restaurantId'>) {
    return this.#api.call('createApiKey', { body: { ...body, restaurantId: this.#restaurantId } });
  }

  revokeKey(id: string) {
    return this.#api.call('revokeApiKey', { params: { id } });
  }
}
