import type { PaymentStatus, PaymentWebhookRequest, Refunds } from '@passline/contracts';
import type { EventDraft } from '@passline/event-log';
import type { z } from 'zod';
import type { PaymentFact } from './payment.events.ts';
import type { PartialRefund, PaymentDoc } from './payment.schema.ts';

/**
 * The rules of a payment, as pure functions. Null: nothing changes. All rules accept webhooks twice and in any order,
 * because providers guarantee neither single delivery nor order.
 */

/** `live`: this payment still blocks another attempt to pay. */
export type Step = {
  to: PaymentStatus;
  live: boolean;
  event: EventDraft;
  refunds?: PartialRefund[];
} | null;

type Webhook = z.output<typeof PaymentWebhookRequest>;

export function handleWebhook(payment: PaymentDoc, { id, type, data }: Webhook): Step {
  if (payment.providerEvents.includes(id)) return null;
  switch (type) {
    case 'payment.succeeded':
      if (payment.status === 'pending') return received(payment);
      // `failed` is also the status after the order was cancelled. Money that arrives nevertheless is refunded.
      return payment.status === 'failed' ? refundDue(payment, false) : null;
    case 'payment.failed':
      return payment.status === 'pending' ? failed(payment, data.reason ?? 'The card was declined') : null;
    case 'refund.succeeded':
      if (data.refund !== undefined) return partlyRefunded(payment, data.refund);
      return payment.status === 'refund_due' || payment.status === 'paid' ? refunded(payment) : null;
  }
}

/** The amount that a webhook of this kind must have. Null: there is no such refund. */
export function expectedAmount(payment: PaymentDoc, { type, data }: Webhook): number | null {
  if (data.refund === undefined) return type === 'refund.succeeded' ? restOf(payment) : payment.amount;
  const refund = type === 'refund.succeeded' && refundsOf(payment).find(({ id }) => id === data.refund);
  return refund ? refund.amount : null;
}

/** The order was cancelled. Cash needs no step, because it is paid at the handover only. */
export function orderCancelled(payment: PaymentDoc): Step {
  if (payment.method === 'cash') return null;
  if (payment.status === 'pending') return voided(payment);
  return payment.status === 'paid' && restOf(payment) > 0 ? refundDue(payment, true) : null;
}

/**
 * The order costs less than was paid for it, because items cannot be made. The refund follows from the amounts, so
 * repeating it refunds nothing more, and all refunds together are never more than what was paid.
 */
export function orderLowered(payment: PaymentDoc, total: number): Step {
  const amount = restOf(payment) - total;
  if (payment.method === 'cash' || payment.status !== 'paid' || amount <= 0) return null;
  const refunds = refundsOf(payment);
  const refundId = String(refunds.length + 1);
  return {
    to: 'paid',
    live: true,
    refunds: [...refunds, { id: refundId, amount, status: 'due' }],
    event: { type: 'payment.partial_refund_due', data: { ...factOf(payment), amount, refundId } },
  };
}

const refundsOf = ({ refunds = [] }: Pick<PaymentDoc, 'refunds'>): PartialRefund[] => refunds;

/** What is left of the payment after its partial refunds. */
export const restOf = (payment: Pick<PaymentDoc, 'amount' | 'refunds'>): number =>
  refundsOf(payment).reduce((rest, { amount }) => rest - amount, payment.amount);

/** What the order shows: all refunds of the payment, in part and of the rest. */
export function refundTotals(payment: Pick<PaymentDoc, 'amount' | 'refunds' | 'status'>): Refunds {
  const sum = (status: PartialRefund['status']) =>
    refundsOf(payment).reduce((total, refund) => total + (refund.status === status ? refund.amount : 0), 0);
  return {
    due: sum('due') + (payment.status === 'refund_due' ? restOf(payment) : 0),
    refunded: sum('refunded') + (payment.status === 'refunded' ? restOf(payment) : 0),
  };
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
  event: { type: 'payment.refund_due', data: { ...factOf(payment), amount: restOf(payment) } },
});
const refunded = (payment: PaymentDoc): Step => ({
  to: 'refunded',
  live: false,
  event: { type: 'payment.refunded', data: { ...factOf(payment), amount: restOf(payment) } },
});

function partlyRefunded(payment: PaymentDoc, refundId: string): Step {
  const refund = refundsOf(payment).find(({ id }) => id === refundId);
  if (refund?.status !== 'due') return null;
  return {
    to: payment.status,
    live: payment.live === true,
    refunds: refundsOf(payment).map((other) => (other === refund ? { ...other, status: 'refunded' } : other)),
    event: {
      type: 'payment.partly_refunded',
      data: { ...factOf(payment), amount: refund.amount, refundId },
    },
  };
}

export const factOf = ({
  orderId,
  restaurantId,
  customerId,
  amount,
  currency,
  method,
}: PaymentFact): PaymentFact => ({ orderId, restaurantId, customerId, amount, currency, method });
