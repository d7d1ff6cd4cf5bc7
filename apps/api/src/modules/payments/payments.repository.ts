import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { type Actor, type AggregateStore, isDuplicateKey, newId } from '@passline/event-log';
import type { Model } from 'mongoose';
import { AggregateStores } from '../../infrastructure/events/aggregate-stores.ts';
import type { PaymentFact } from './payment.events.ts';
import { PAYMENT, type PaymentDoc } from './payment.schema.ts';
import { factOf, type Step } from './payment-rules.ts';

@Injectable()
export class PaymentsRepository {
  readonly #store: AggregateStore<PaymentDoc>;

  constructor(
    @InjectModel(PAYMENT) private readonly payments: Model<PaymentDoc>,
    aggregates: AggregateStores,
  ) {
    this.#store = aggregates.of(payments, 'payment');
  }

  /** Null: the order has a live payment already. */
  startCard(fact: PaymentFact, token: string, actor: Actor): Promise<PaymentDoc | null> {
    const _id = newId();
    return this.#insert(
      { _id, ...fact, status: 'pending', token, reference: `pay_${_id}` },
      'payment.started',
      actor,
    );
  }

  /** Null: the cash was recorded before. */
  takeCash(fact: PaymentFact, actor: Actor | null): Promise<PaymentDoc | null> {
    return this.#insert({ _id: newId(), ...fact, status: 'paid' }, 'payment.received', actor);
  }

  find(id: string): Promise<PaymentDoc | null> {
    return this.payments.findById(id).lean<PaymentDoc>();
  }

  findByReference(reference: string): Promise<PaymentDoc | null> {
    return this.payments.findOne({ reference }).lean<PaymentDoc>();
  }

  liveOf(orderId: string): Promise<PaymentDoc | null> {
    return this.payments.findOne({ orderId, live: true }).lean<PaymentDoc>();
  }

  async ofOrders(orderIds: readonly string[]): Promise<PaymentDoc[]> {
    return this.payments
      .find({ orderId: { $in: orderIds } })
      .sort({ _id: -1 })
      .lean<PaymentDoc[]>();
  }

  /** Removes the card tokens. The payments stay for accounting. */
  async removeTokens(orderIds: readonly string[]): Promise<void> {
    await this.payments.updateMany({ orderId: { $in: orderIds } }, { $unset: { token: 1 } });
  }

  /** The payment that an order shows: the live one, else the latest. */
  async shownOf(orderId: string): Promise<PaymentDoc | null> {
    const all = await this.payments.find({ orderId }).sort({ _id: -1 }).lean<PaymentDoc[]>();
    return all.find(({ live }) => live) ?? all[0] ?? null;
  }

  async step(
    id: string,
    decide: (payment: PaymentDoc) => Step,
    { providerEvent, actor = null }: { providerEvent?: string; actor?: Actor | null } = {},
  ): Promise<PaymentDoc> {
    return this.#store.mutate(
      id,
      (payment) => {
        const step = decide(payment);
        return (
          step && {
            change: {
              $set: {
                status: step.to,
                updatedAt: new Date(),
                ...(step.refunds && { refunds: step.refunds }),
              },
              // The card token is not needed any more after the provider has answered.
              $unset: { token: 1, ...(!step.live && { live: 1 }) },
              ...(providerEvent !== undefined && { $push: { providerEvents: providerEvent } }),
            },
            events: [step.event],
          }
        );
      },
      { actor },
    );
  }

  async #hasLive(orderId: string): Promise<boolean> {
    return (await this.payments.exists({ orderId, live: true })) !== null;
  }

  async #insert(
    payment: Pick<PaymentDoc, '_id' | 'status' | 'token' | 'reference'> & PaymentFact,
    type: 'payment.started' | 'payment.received',
    actor: Actor | null,
  ): Promise<PaymentDoc | null> {
    const now = new Date();
    try {
      return await this.#store.insert(
        { ...payment, live: true, providerEvents: [], createdAt: now, updatedAt: now },
        [{ type, data: factOf(payment) }],
        actor,
      );
    } catch (error) {
      if (isDuplicateKey(error) && (await this.#hasLive(payment.orderId))) return null;
      throw error;
    }
  }
}
