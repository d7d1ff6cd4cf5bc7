import { Injectable } from '@nestjs/common';
import type { EnvelopeOf } from '@passline/event-log';
import { DurableConsumers } from '../../infrastructure/events/durable-consumers.ts';
import { PaymentsService } from './payments.service.ts';

type StatusEvent =
  | 'payment.started'
  | 'payment.failed'
  | 'payment.voided'
  | 'payment.refund_due'
  | 'payment.refunded'
  | 'payment.partial_refund_due'
  | 'payment.partly_refunded';
type ItemEvent = 'order.item_removed' | 'order.quantity_lowered' | 'order.replacement_agreed';

/** Three consumers, so that an unavailable provider blocks neither the handling of orders nor the orders' payment status. */
@Injectable()
export class PaymentsListener {
  constructor(consumers: DurableConsumers, payments: PaymentsService) {
    const lower = ({ aggregate: { id }, actor }: EnvelopeOf<ItemEvent>) => payments.lowerForOrder(id, actor);
    consumers.add('payments', {
      'order.moved': async ({ aggregate: { id }, actor, data: { to } }) => {
        if (to === 'delivered') await payments.takeCash(id, actor);
      },
      'order.cancelled': async ({ aggregate: { id }, actor }) => payments.cancelForOrder(id, actor),
      'order.item_removed': lower,
      'order.quantity_lowered': lower,
      'order.replacement_agreed': lower,
    });
    consumers.add('payments.provider', {
      'payment.started': async ({ aggregate: { id } }) => payments.charge(id),
      'payment.refund_due': async ({ aggregate: { id } }) => payments.refund(id),
      'payment.partial_refund_due': async ({ aggregate: { id }, data: { refundId } }) =>
        payments.refundPart(id, refundId),
    });
    const updateStatus = async ({ data }: EnvelopeOf<StatusEvent>) =>
      payments.copyStatusToOrder(data.orderId);
    consumers.add('payments.order', {
      'payment.started': updateStatus,
      'payment.received': async ({ aggregate: { id }, data: { orderId, method } }) => {
        await payments.copyStatusToOrder(orderId);
        if (method === 'card') await payments.settleReceived(id, orderId);
      },
      'payment.failed': updateStatus,
      'payment.voided': updateStatus,
      'payment.refund_due': updateStatus,
      'payment.refunded': updateStatus,
      'payment.partial_refund_due': updateStatus,
      'payment.partly_refunded': updateStatus,
    });
  }
}
