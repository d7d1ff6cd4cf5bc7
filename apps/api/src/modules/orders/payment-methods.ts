import type { PaymentMethod } from '@passline/contracts';
import type { Config } from '../../common/config/env.ts';

/** Cards need a provider whose webhooks can be verified. Outside production the sandbox provider is always there. */
export const paymentMethodsOf = ({
  production,
  paymentWebhookSecret,
}: Pick<Config, 'production' | 'paymentWebhookSecret'>): PaymentMethod[] =>
  !production || paymentWebhookSecret ? ['cash', 'card'] : ['cash'];
