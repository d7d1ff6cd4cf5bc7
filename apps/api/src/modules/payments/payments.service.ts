import { Inject, Injectable } from '@nestjs/common';
import { type Payment, type PaymentWebhookRequest, Refusal } from '@passline/contracts';
import type { Actor } from '@passline/event-log';
import type { z } from 'zod';
import { type Caller, actorOf } from '../../common/access/caller.ts';
import { OrderAccess } from '../orders/order.access.ts';
import type { PaymentFact } from './payment.events.ts';
import { CARD_PROVIDER, type PaymentProvider } from './payment-provider.ts';
import { paymentView } from './payment.schema.ts';
import {
  expectedAmount,
  handleWebhook,
  orderCancelled,
  orderLowered,
  refundTotals,
  restOf,
} from './payment-rules.ts';
import { PaymentsRepository } from './payments.repository.ts';

type Order = Awaited<ReturnType<OrderAccess['assertAllowed']>>;

/**
 * Starts card payments and refunds, records cash, and keeps each order's payment status current. The rules are in
 * payment-rules.ts.
 */
@Injectable()
export class PaymentsService {
  constructor(
    private readonly payments: PaymentsRepository,
    private readonly orders: OrderAccess,
    @Inject(CARD_PROVIDER) private readonly provider: PaymentProvider | null,
  ) {}

  /** Starts a payment, or returns the pending one. The result follows as an event. */
  async pay(caller: Caller, orderId: string, token: string): Promise<Payment> {
    const order = await this.orders.assertAllowed(caller, orderId, 'order:pay');
    if (!this.provider)
      throw new Refusal(
        'payment_failed',
        'This server accepts no card payments. Ask the restaurant how to pay for this order.',
      );
    if (order.paymentMethod !== 'card')
      throw new Refusal('payment_failed', `Order ${order.number} is paid in cash when it is handed over.`);
    if (order.status === 'cancelled')
      throw new Refusal('payment_failed', `Order ${order.number} was cancelled, so there is nothing to pay.`);
    const payment =
      (await this.payments.liveOf(orderId)) ??
      (await this.payments.startCard(paymentFactOf(order), token, actorOf(caller))) ??
      // A parallel request has started a payment.
      (await this.payments.liveOf(orderId));
    if (!payment)
      throw new Refusal(
        'conflict',
        'Another payment for this order has just ended. Read the order again, then retry if it is not paid.',
      );
    if (payment.status !== 'pending') throw new Refusal('conflict', `Order ${order.number} is already paid.`);
    return paymentView(payment);
  }

  /** Handles a verified webhook. Returning without an error tells the provider that the result is stored. */
  async receiveWebhook(webhook: z.output<typeof PaymentWebhookRequest>): Promise<void> {
    const { reference, amount, currency } = webhook.data;
    const payment = await this.payments.findByReference(reference);
    if (!payment) throw new Refusal('not_found', 'There is no payment with this reference.');
    const expected = expectedAmount(payment, webhook);
    if (expected === null) throw new Refusal('not_found', 'This payment has no refund with this id.');
    if (amount !== expected || currency !== payment.currency)
      throw new Refusal(
        'validation_failed',
        `The amount differs: this should be ${expected} ${payment.currency}, the webhook has ${amount} ${currency}.`,
        { errors: [{ path: 'data.amount', message: 'must equal the amount and currency of the payment' }] },
      );
    await this.payments.step(payment._id, (current) => handleWebhook(current, webhook), {
      providerEvent: webhook.id,
    });
  }

  /**
   * The relay retries it after a crash or a provider failure. That is safe, because the provider handles each reference
   * once.
   */
  async charge(id: string): Promise<void> {
    const payment = await this.payments.find(id);
    if (payment?.status !== 'pending' || !payment.reference) return;
    const order = await this.orders.find(payment.orderId);
    // The order was cancelled while the payment started, so `cancelForOrder` found no payment then.
    if (order?.status === 'cancelled') await this.payments.step(id, orderCancelled);
    else await this.#provider().charge({ ...transactionOf(payment), token: payment.token ?? '' });
  }

  async refund(id: string): Promise<void> {
    const payment = await this.payments.find(id);
    if (payment?.status === 'refund_due' && payment.reference)
      await this.#provider().refund({ ...transactionOf(payment), amount: restOf(payment) });
  }

  async refundPart(id: string, refundId: string): Promise<void> {
    const payment = await this.payments.find(id);
    const part = payment?.refunds?.find((refund) => refund.id === refundId);
    if (payment?.reference && part?.status === 'due')
      await this.#provider().refund({ ...transactionOf(payment), amount: part.amount, refund: part.id });
  }

  async takeCash(orderId: string, actor: Actor | null): Promise<void> {
    const order = await this.orders.find(orderId);
    if (order?.paymentMethod === 'cash') await this.payments.takeCash(paymentFactOf(order), actor);
  }

  async cancelForOrder(orderId: string, actor: Pick<Actor, 'id' | 'role'> | null = null): Promise<void> {
    const payment = await this.payments.liveOf(orderId);
    if (payment) await this.payments.step(payment._id, orderCancelled, { actor });
  }

  /** Items of the order changed. What was paid and is not owed any more is refunded. */
  async lowerForOrder(orderId: string, actor: Pick<Actor, 'id' | 'role'> | null = null): Promise<void> {
    const payment = await this.payments.liveOf(orderId);
    if (payment) await this.#settle(payment._id, orderId, actor);
  }

  /** Stores the payment status in the order. Repeats until the status is stable, because another attempt may change it. */
  async copyStatusToOrder(orderId: string): Promise<void> {
    for (let stored: string | null = null; ;) {
      const payment = await this.payments.shownOf(orderId);
      const shown = payment && `${payment._id} ${payment.version}`;
      if (payment === null || shown === stored) return;
      await this.orders.recordPayment(orderId, payment.status, refundTotals(payment));
      stored = shown;
    }
  }

  /** Refunds what is not owed of a payment that arrived: its order was cancelled, or has fewer items by now. */
  async settleReceived(id: string, orderId: string): Promise<void> {
    await this.#settle(id, orderId, null);
  }

  async #settle(id: string, orderId: string, actor: Pick<Actor, 'id' | 'role'> | null): Promise<void> {
    const order = await this.orders.find(orderId);
    if (!order) return;
    const isCancelled = order.status === 'cancelled';
    await this.payments.step(
      id,
      (payment) => (isCancelled ? orderCancelled(payment) : orderLowered(payment, order.totalAmount)),
      { actor },
    );
  }

  #provider(): PaymentProvider {
    if (!this.provider) throw new Error('a card payment is pending, but no card provider is configured');
    return this.provider;
  }
}

const transactionOf = ({
  reference = '',
  amount,
  currency,
}: {
  reference?: string;
  amount: number;
  currency: string;
}) => ({
  reference,
  amount,
  currency,
});

const paymentFactOf = (order: Order): PaymentFact => ({
  orderId: order._id,
  restaurantId: order.restaurantId,
  customerId: order.customerId,
  amount: order.totalAmount,
  currency: order.currency,
  method: order.paymentMethod,
});
