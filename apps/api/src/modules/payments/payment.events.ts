import type { PaymentMethod } from '@passline/contracts';

export interface PaymentFact {
  orderId: string;
  restaurantId: string;
  customerId: string;
  amount: number;
  currency: string;
  method: PaymentMethod;
}

declare module '@passline/event-log' {
  interface DomainEvents {
    'payment.started': PaymentFact;
    'payment.received': PaymentFact;
    'payment.failed': PaymentFact & { reason: string };
    /** The order was cancelled before the provider reported a result. */
    'payment.voided': PaymentFact;
    'payment.refund_due': PaymentFact;
    'payment.refunded': PaymentFact;
    /** `amount` is that of the refund. */
    'payment.partial_refund_due': PaymentFact & { refundId: string };
    'payment.partly_refunded': PaymentFact & { refundId: string };
  }
}
