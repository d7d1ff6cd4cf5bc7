import { z } from 'zod';
import { call } from './endpoint.ts';
import { PaymentMethod, PaymentStatus } from './orders.ts';
import { Currency, Id, Line, Moment, Money, Opaque } from './values.ts';
import { routes } from './routes.ts';

const one = z.object({ id: Id });

export const Payment = z.object({
  id: Id,
  orderId: Id,
  amount: Money,
  currency: Currency,
  method: PaymentMethod,
  status: PaymentStatus,
  refunds: z
    .array(z.object({ id: z.string(), amount: Money, status: z.enum(['due', 'refunded']) }))
    .meta({ description: 'Partial refunds, for items that could not be made' }),
  providerReference: z.string().nullable(),
  createdAt: Moment,
  updatedAt: Moment,
});
export type Payment = z.infer<typeof Payment>;

/** An event of the card provider, signed over the raw body and delivered at least once. */
export const PaymentWebhookRequest = z.object({
  id: Opaque(100),
  type: z.enum(['payment.succeeded', 'payment.failed', 'refund.succeeded']),
  data: z.object({
    reference: Opaque(100),
    amount: Money,
    currency: Currency,
    refund: Opaque(100).optional().meta({
      description: 'Of refund.succeeded for a part of the payment: the id of that refund',
    }),
    reason: Line(300).optional(),
  }),
});

export const paymentCalls = {
  payOrder: call({
    ...routes.payOrder,
    who: ['customer'],
    tag: 'Payments',
    summary: 'Pay by card; the provider reports the result by webhook',
    params: one,
    body: z
      .strictObject({
        token: Opaque(100).default('tok_ok').meta({
          description: 'Sandbox: tok_ok succeeds, tok_declined fails, tok_silent gets no webhook',
        }),
      })
      .optional(),
    status: 201,
    answer: Payment,
    problems: ['not_found', 'payment_failed', 'conflict'],
  }),
  paymentWebhook: call({
    ...routes.paymentWebhook,
    who: 'provider',
    tag: 'Payments',
    summary: 'Receive events of the card provider',
    headers: {
      'Passline-Signature': {
        schema: Opaque(500),
        description: 't=<unix seconds>,v1=<hex HMAC-SHA256 of "t.body">',
      },
    },
    body: PaymentWebhookRequest,
    status: 200,
    answer: z.object({ received: z.boolean() }),
    problems: ['signature_invalid', 'not_found'],
  }),
} as const;
