import type { PaymentStatus, PaymentWebhookRequest } from '@passline/contracts';
import type { EventDraft } from '@passline/event-log';
import type { z } from 'zod';
import type { PaymentFact } from './payment.events.ts';
import type { PaymentDoc } from './payment.schema.ts';

/**
 * The rules of a payment, as pure functions. Null: nothing changes. All rules accept webhooks twice and in any order,
 * because providers guarantee neither single delivery nor order.
 */

/** `live`: this payment still blocks another attempt to pay. */
export type Step = { to: PaymentStatus; live: boolean; event: EventDraft } | null;

export function handleWebhook(
  payment: PaymentDoc,
  { id, type, data }: z.output<typeof PaymentWebhookRequest>,
): Step {
  if (payment.providerEvents.includes(id)) return null;
  switch (type) {
    case 'payment.succeeded':
      if (payment.status === 'pending') return received(payment);
      // `failed` is also the status after the order was cancelled. Money that arrives nevertheless is refunded.
      return payment.status === 'failed' ? refundDue(payment, false) : null;
    case 'payment.failed':
      return payment.status === 'pending' ? failed(payment, data.reason ?? 'The card was declined') : null;
    case 'refund.succeeded':
      return payment.status === 'refund_due' || payment.status === 'paid' ? refunded(payment) : null;
  }
}

/** The order was cancelled. Cash needs no step, because it is paid at the handover only. */
export function orderCancelled(payment: PaymentDoc): Step {
  if (payment.method === 'cash') return null;
  if (payment.status === 'pending') return voided(payment);
  return payment.status === 'paid' ? refundDue(payment, true) : null;
}

const received = (payment: PaymentDoc): Step => ({
  to: 'paid',
  live: true,
  event: { type: 'payment.received', data: factOf(payment) },
});
const failed = (payment: PaymentDoc, reason: string): Step => ({
  to: 'failed',
  live: false,
  event: { type: 'payment.failed', data: { ...factOf(payment), reason } },
});
const voided = (payment: PaymentDoc): Step => ({
  to: 'failed',
  live: false,
  event: { type: 'payment.voided', data: factOf(payment) },
});
const refundDue = (payment: PaymentDoc, live: boolean): Step => ({
  to: 'refund_due',
  live,
  event: { type: 'payment.refund_due', data: factOf(payment) },
});
const refunded = (payment: PaymentDoc): Step => ({
  to: 'refunded',
  live: false,
  event: { type: 'payment.refunded', data: factOf(payment) },
});

export const factOf = ({
  orderId,
  restaurantId,
  customerId,
  amount,
  currency,
  method,
}: PaymentFact): PaymentFact => ({ orderId, restaurantId, customerId, amount, currency, method });
