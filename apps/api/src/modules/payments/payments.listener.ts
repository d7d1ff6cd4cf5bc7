import { Injectable } from '@nestjs/common';
import type { EnvelopeOf } from '@passline/event-log';
import { Consumers } from '../../infrastructure/events/consumers.ts';
import { PaymentsService } from './payments.service.ts';

type Told =
  'payment.started' | 'payment.failed' | 'payment.voided' | 'payment.refund_due' | 'payment.refunded';

/** Three consumers, so that a provider that is away holds up neither the orders nor what they hear of their payments. */
@Injectable()
export class PaymentsListener {
  constructor(consumers: Consumers, payments: PaymentsService) {
    consumers.add('payments', {
      'order.moved': async ({ aggregate: { id }, actor, data: { to } }) => {
        if (to === 'delivered') await payments.takeCash(id, actor);
      },
      'order.cancelled': async ({ aggregate: { id }, actor }) => payments.orderCancelled(id, actor),
    });
    consumers.add('payments.provider', {
      'payment.started': async ({ aggregate: { id } }) => payments.charge(id),
      'payment.refund_due': async ({ aggregate: { id } }) => payments.refund(id),
    });
    const tell = async ({ data }: EnvelopeOf<Told>) => payments.tellOrder(data.orderId);
    consumers.add('payments.order', {
      'payment.started': tell,
      'payment.received': async ({ aggregate: { id }, data: { orderId, method } }) => {
        await payments.tellOrder(orderId);
        if (method === 'card') await payments.refundIfCancelled(id, orderId);
      },
      'payment.failed': tell,
      'payment.voided': tell,
      'payment.refund_due': tell,
      'payment.refunded': tell,
    });
  }
}
