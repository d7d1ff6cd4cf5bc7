import { Injectable } from '@nestjs/common';
import type { EnvelopeOf } from '@passline/event-log';
import { ConsumerRegistry } from '../../infrastructure/events/consumer-registry.ts';
import { PaymentsService } from './payments.service.ts';

type StatusEvent =
  'payment.started' | 'payment.failed' | 'payment.voided' | 'payment.refund_due' | 'payment.refunded';

/** Three consumers, so that an unavailable provider blocks neither the handling of orders nor the orders' payment status. */
@Injectable()
export class PaymentsListener {
  constructor(consumers: ConsumerRegistry, payments: PaymentsService) {
    consumers.add('payments', {
      'order.moved': async ({ aggregate: { id }, actor, data: { to } }) => {
        if (to === 'delivered') await payments.takeCash(id, actor);
      },
      'order.cancelled': async ({ aggregate: { id }, actor }) => payments.cancelForOrder(id, actor),
    });
    consumers.add('payments.provider', {
      'payment.started': async ({ aggregate: { id } }) => payments.charge(id),
      'payment.refund_due': async ({ aggregate: { id } }) => payments.refund(id),
    });
    const updateStatus = async ({ data }: EnvelopeOf<StatusEvent>) =>
      payments.copyStatusToOrder(data.orderId);
    consumers.add('payments.order', {
      'payment.started': updateStatus,
      'payment.received': async ({ aggregate: { id }, data: { orderId, method } }) => {
        await payments.copyStatusToOrder(orderId);
        if (method === 'card') await payments.refundIfCancelled(id, orderId);
      },
      'payment.failed': updateStatus,
      'payment.voided': updateStatus,
      'payment.refund_due': updateStatus,
      'payment.refunded': updateStatus,
    });
  }
}
