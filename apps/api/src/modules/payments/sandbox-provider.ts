import type { PaymentWebhookRequest } from '@passline/contracts';
import { apiPrefix } from '@passline/contracts';
import type { z } from 'zod';
import type { Charge, PaymentProvider } from './payment-provider.ts';
import { signed } from './webhook-signature.ts';

type Webhook = z.input<typeof PaymentWebhookRequest>;

const patienceMs = 10_000;

/**
 * A card provider without money: `tok_ok` pays, `tok_declined` is declined, `tok_silent` is never answered. It answers as
 * a real one does, by a signed webhook over HTTP to our public address. It has accepted a charge when the webhook has
 * been taken, so whoever asks tries again for it, also after a restart.
 */
export class SandboxProvider implements PaymentProvider {
  constructor(
    private readonly secret: string,
    private readonly address: () => string,
  ) {}

  async charge({ token, ...data }: Charge): Promise<void> {
    if (token === 'tok_silent') return;
    if (token === 'tok_ok') await this.#tell('payment.succeeded', data);
    else
      await this.#tell('payment.failed', {
        ...data,
        reason: token === 'tok_declined' ? 'The card was declined' : 'The sandbox knows no such card',
      });
  }

  async refund(data: Omit<Charge, 'token'>): Promise<void> {
    await this.#tell('refund.succeeded', data);
  }

  async #tell(type: Webhook['type'], data: Webhook['data']): Promise<void> {
    // The same answer has the same id, so that telling it again changes nothing.
    const webhook: Webhook = { id: `evt_${type}_${data.reference}`, type, data };
    const body = JSON.stringify(webhook);
    const response = await fetch(`${this.address()}${apiPrefix}/payments/webhook`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'passline-signature': signed(this.secret, body, new Date()),
      },
      body,
      redirect: 'error',
      signal: AbortSignal.timeout(patienceMs),
    });
    if (!response.ok)
      throw new Error(
        `the webhook was answered ${response.status}: ${(await response.text()).slice(0, 300)}`,
      );
    await response.arrayBuffer();
  }
}
