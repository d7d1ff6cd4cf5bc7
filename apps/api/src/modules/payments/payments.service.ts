import { Inject, Injectable } from '@nestjs/common';
import { type Payment, type PaymentWebhookRequest, Refusal } from '@passline/contracts';
import type { Actor } from '@passline/event-log';
import type { z } from 'zod';
import { type Caller, actorOf } from '../../common/access/caller.ts';
import { OrderAccess } from '../orders/order.access.ts';
import type { PaymentFact } from './payment.events.ts';
import { CARD_PROVIDER, type PaymentProvider } from './payment-provider.ts';
import { paymentView } from './payment.schema.ts';
import { hear, orderCancelled } from './payment.ts';
import { PaymentsRepository } from './payments.repository.ts';

type Order = Awaited<ReturnType<OrderAccess['demand']>>;

@Injectable()
export class PaymentsService {
  constructor(
    private readonly payments: PaymentsRepository,
    private readonly orders: OrderAccess,
    @Inject(CARD_PROVIDER) private readonly provider: PaymentProvider | null,
  ) {}

  get takesCards(): boolean {
    return this.provider !== null;
  }

  /** Starts to pay, once: while an attempt is pending it is the same one; how it comes out is an event. */
  async pay(caller: Caller, orderId: string, token: string): Promise<Payment> {
    const order = await this.orders.demand(caller, orderId, 'order:pay');
    if (!this.provider)
      throw new Refusal('payment_failed', 'Card payments are not set up here: pay in cash at the door.');
    if (order.paymentMethod !== 'card')
      throw new Refusal('payment_failed', `Order ${order.number} is paid in cash when it is handed over.`);
    if (order.status === 'cancelled')
      throw new Refusal('payment_failed', `Order ${order.number} was cancelled: there is nothing to pay.`);
    const payment =
      (await this.payments.liveOf(orderId)) ??
      (await this.payments.startCard(factOf(order), token, actorOf(caller))) ??
      // Somebody else started one in between.
      (await this.payments.liveOf(orderId));
    if (!payment)
      throw new Refusal('conflict', 'Another payment has just come to its end: look, then try again.');
    if (payment.status !== 'pending') throw new Refusal('conflict', `Order ${order.number} is paid already.`);
    return paymentView(payment);
  }

  /** What the provider says, which has been made sure of. An answer without an error is: we have it, for good. */
  async hear(webhook: z.output<typeof PaymentWebhookRequest>): Promise<void> {
    const { reference, amount, currency } = webhook.data;
    const payment = await this.payments.findByReference(reference);
    if (!payment) throw new Refusal('not_found', 'There is no payment with this reference.');
    if (amount !== payment.amount || currency !== payment.currency)
      throw new Refusal(
        'validation_failed',
        `This payment is about ${payment.amount} ${payment.currency}, not ${amount} ${currency}.`,
        { errors: [{ path: 'data.amount', message: 'is not what was asked for' }] },
      );
    await this.payments.step(payment._id, (current) => hear(current, webhook), {
      providerEvent: webhook.id,
    });
  }

  /** Asked again after a crash or when the provider was away; it knows the reference. */
  async charge(id: string): Promise<void> {
    const payment = await this.payments.find(id);
    if (payment?.status !== 'pending' || !payment.reference) return;
    const order = await this.orders.find(payment.orderId);
    // It was cancelled while the payment started, and whoever looked for payments then saw none.
    if (order?.status === 'cancelled') await this.payments.step(id, orderCancelled);
    else await this.#provider().charge({ ...askedOf(payment), token: payment.token ?? '' });
  }

  async refund(id: string): Promise<void> {
    const payment = await this.payments.find(id);
    if (payment?.status === 'refund_due' && payment.reference)
      await this.#provider().refund(askedOf(payment));
  }

  async takeCash(orderId: string, actor: Actor | null): Promise<void> {
    const order = await this.orders.find(orderId);
    if (order?.paymentMethod === 'cash') await this.payments.takeCash(factOf(order), actor);
  }

  async orderCancelled(orderId: string, actor: Pick<Actor, 'id' | 'role'> | null = null): Promise<void> {
    const payment = await this.payments.liveOf(orderId);
    if (payment) await this.payments.step(payment._id, orderCancelled, { actor });
  }

  /** The order says what its payments came to. Read again after it was told: another attempt may have changed it meanwhile. */
  async tellOrder(orderId: string): Promise<void> {
    for (let told: string | null = null; ;) {
      const status = await this.payments.statusOf(orderId);
      if (status === null || status === told) return;
      await this.orders.recordPayment(orderId, status);
      told = status;
    }
  }

  /** Money for an order that was cancelled before it came. */
  async refundIfCancelled(id: string, orderId: string): Promise<void> {
    const order = await this.orders.find(orderId);
    if (order?.status === 'cancelled') await this.payments.step(id, orderCancelled);
  }

  #provider(): PaymentProvider {
    if (!this.provider) throw new Error('a card payment waits, but no card provider is set up');
    return this.provider;
  }
}

const askedOf = ({
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

const factOf = (order: Order): PaymentFact => ({
  orderId: order._id,
  restaurantId: order.restaurantId,
  customerId: order.customerId,
  amount: order.totalAmount,
  currency: order.currency,
  method: order.paymentMethod,
});
