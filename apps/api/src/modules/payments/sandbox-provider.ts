import type { PaymentWebhookRequest } from '@passline/contracts';
import { apiPrefix } from '@passline/contracts';
import type { z } from 'zod';
import type { Charge, PaymentProvider, Refund } from './payment-provider.ts';
import { signed } from './webhook-signature.ts';

type Webhook = z.input<typeof PaymentWebhookRequest>;

const timeoutMs = 10_000;

/**
 * A simulated card provider: `tok_ok` succeeds, `tok_declined` is declined, `tok_silent` gets no result. Like a real
 * provider it sends signed webhooks over HTTP to the public address. `charge` succeeds only when the webhook was accepted,
 * so the caller retries until then, also after a restart.
 */
export class SandboxProvider implements PaymentProvider {
  constructor(
    private readonly secret: string,
    private readonly address: () => string,
  ) {}

  async charge({ token, ...data }: Charge): Promise<void> {
    if (token === 'tok_silent') return;
    if (token === 'tok_ok') await this.#sendWebhook('payment.succeeded', data);
    else
      await this.#sendWebhook('payment.failed', {
        ...data,
        reason:
          token === 'tok_declined' ? 'The card was declined' : 'The sandbox does not know this card token',
      });
  }

  async refund(data: Refund): Promise<void> {
    await this.#sendWebhook('refund.succeeded', data);
  }

  async #sendWebhook(type: Webhook['type'], data: Webhook['data']): Promise<void> {
    // The same result has the same id, so that a repeated webhook changes nothing.
    const part = data.refund === undefined ? '' : `_${data.refund}`;
    const webhook: Webhook = { id: `evt_${type}_${data.reference}${part}`, type, data };
    const body = JSON.stringify(webhook);
    const response = await fetch(`${this.address()}${apiPrefix}/payments/webhook`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'passline-signature': signed(this.secret, body, new Date()),
      },
      body,
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (!response.ok)
      throw new Error(
        `the webhook was answered ${response.status}: ${(await response.text()).slice(0, 300)}`,
      );
    await response.arrayBuffer();
  }
}
